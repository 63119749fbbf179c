using System.Globalization;
using Shared.Space;

namespace Coordinator.Deciding.Views;

/// <summary>An assignment in one line: what was chosen, and nothing that could not be: <c>focal (gamma 2.1, alpha 0.25), adam (learning_rate 0.008), prior</c>.</summary>
public static class AssignmentText
{
    public static string Of(SearchSpace space, Assignment assignment)
    {
        var constants = space.Parameters.Where(parameter => parameter.Domain.IsConstant).Select(parameter => parameter.Path).ToHashSet();
        var parts = new List<string>();
        foreach (var (path, value) in assignment)
        {
            var isComponent = !path.Contains('.');
            if (!isComponent && IsBelowComponent(path, assignment)) continue;
            var below = isComponent ? Below(path, value, assignment, constants) : "";
            if (isComponent) parts.Add(below.Length > 0 ? $"{value} ({below})" : value.ToString());
            else if (!constants.Contains(path)) parts.Add($"{path[(path.LastIndexOf('.') + 1)..]} {Short(value)}");
        }
        return string.Join(", ", parts);
    }

    /// <summary>A number as people write it: four significant digits.</summary>
    public static string Short(ParameterValue value) => value is ParameterValue.Number number
        ? number.Value.ToString("G4", CultureInfo.InvariantCulture).Replace("E-0", "e-", StringComparison.Ordinal)
        : value.ToString();

    private static string Below(string path, ParameterValue option, Assignment assignment, HashSet<string> constants)
    {
        var prefix = $"{path}.{option}.";
        return string.Join(", ", assignment
            .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal) && !constants.Contains(pair.Key))
            .Select(pair => $"{pair.Key[prefix.Length..]} {Short(pair.Value)}"));
    }

    private static bool IsBelowComponent(string path, Assignment assignment) => assignment.Find(path[..path.IndexOf('.')]) is not null;
}
