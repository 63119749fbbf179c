using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Shared.Space;

/// <summary>A combination that may not occur: an assignment is forbidden when every one of the terms holds.</summary>
public sealed record Forbidden(ImmutableArray<ForbiddenTerm> Terms)
{
    public bool Holds(Func<string, ParameterValue?> find) => Terms.All(term => find(term.Path) is { } value && term.Values.Contains(value));

    /// <summary>How many values are compared to see whether it holds: what bounds the time of hostile specs.</summary>
    [JsonIgnore]
    public int Effort => Terms.Sum(term => term.Values is Domain.Choice choice ? choice.Options.Length : 1);

    public bool Equals(Forbidden? other) => other is not null && Terms.AsSpan().SequenceEqual(other.Terms.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Terms.Length);

    public override string ToString() => string.Join(" with ", Terms);
}

/// <summary>Holds where the parameter at <paramref name="Path"/> exists and its value lies in <paramref name="Values"/>.</summary>
public sealed record ForbiddenTerm(string Path, Domain Values)
{
    public override string ToString() => $"{Path} {Values}";
}
