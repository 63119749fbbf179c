using System.Text.Json.Serialization;
using Shared.Space;

namespace Coordinator.Deciding.Views;

/// <summary>A parameter in a table of trials, with what its values can be.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Choice), "choice")]
[JsonDerivedType(typeof(Real), "real")]
[JsonDerivedType(typeof(Whole), "whole")]
public abstract record ParameterColumn(string Path)
{
    /// <summary>Its values are indices into the options.</summary>
    /// <param name="Options">Those of the space first, then what trials outside of it have.</param>
    public sealed record Choice(string Path, IReadOnlyList<ParameterValue> Options) : ParameterColumn(Path);

    /// <param name="Low">And <paramref name="High"/>: of the space; a trial outside of it may have less or more.</param>
    public sealed record Real(string Path, double Low, double High, bool Log) : ParameterColumn(Path);

    /// <inheritdoc cref="Real"/>
    public sealed record Whole(string Path, long Low, long High, bool Log) : ParameterColumn(Path);

    /// <summary>The column of a parameter with the values that trials have, null where it does not exist; null where trials do not differ in it.</summary>
    /// <param name="domain">null: the space does not have it, but a baseline.</param>
    public static (ParameterColumn Column, double?[] Values)? Of(string path, Domain? domain, IReadOnlyList<ParameterValue?> values)
    {
        var isNumeric = domain is Domain.Real or Domain.Whole && values.All(value => value is null or ParameterValue.Number or ParameterValue.Whole);
        if (isNumeric && !domain!.IsConstant) return (OfNumbers(path, domain), [.. values.Select(value => value?.AsDouble())]);

        var options = new List<ParameterValue>();
        var indices = new Dictionary<ParameterValue, int>();
        if (domain is Domain.Choice choice) foreach (var option in choice.Options) IndexOf(option);
        var column = new double?[values.Count];
        for (var i = 0; i < column.Length; i++) column[i] = values[i] is { } value ? IndexOf(value) : null;
        return options.Count > 1 ? (new Choice(path, options), column) : null;

        int IndexOf(ParameterValue value)
        {
            if (indices.TryGetValue(value, out var index)) return index;
            options.Add(value);
            return indices[value] = options.Count - 1;
        }
    }

    private static ParameterColumn OfNumbers(string path, Domain domain) => domain switch
    {
        Domain.Real real => new Real(path, real.Low, real.High, real.Log),
        Domain.Whole whole => new Whole(path, whole.Low, whole.High, whole.Log),
        _ => throw new InvalidOperationException($"the domain of {path} is not one of numbers, but {domain}"),
    };
}
