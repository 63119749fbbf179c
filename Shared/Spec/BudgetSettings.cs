using System.Collections.Immutable;
using Shared.Spec.Reading;
using Shared.Spec.Yaml;

namespace Shared.Spec;

/// <summary>Changes to a budget as people write them: the keys of a spec, each with its value as YAML, such as <c>time</c>: <c>2h</c>.</summary>
public static class BudgetSettings
{
    /// <param name="settings">An empty value goes back to the default.</param>
    /// <returns>The changed budget, or everything that is wrong.</returns>
    public static (Budget Budget, ImmutableArray<SpecProblem> Problems) Apply(Budget was, IReadOnlyDictionary<string, string> settings)
    {
        var problems = new SpecProblems();
        var entries = ImmutableArray.CreateBuilder<MappingEntry>();
        foreach (var (key, value) in settings)
        {
            var node = string.IsNullOrWhiteSpace(value) ? new YamlNode.Scalar("", true, 0) : YamlDocument.Read(value, problems);
            if (node is not null) entries.Add(new MappingEntry(key, 0, node));
        }
        if (entries.Count == 0 && problems.Count == 0) problems.Add("", 0, "nothing is changed: give KEY=VALUE, such as trials=200");
        var section = new MappingReader(new YamlNode.Mapping(entries.ToImmutable(), 0), "", problems);
        var budget = BudgetReader.Change(was, section, problems);
        section.Close();
        return (budget, problems.InOrder());
    }
}
