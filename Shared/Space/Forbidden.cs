using System.Collections.Immutable;

namespace Shared.Space;

/// <summary>A combination that may not occur: an assignment is forbidden when every one of the terms holds.</summary>
public sealed record Forbidden(ImmutableArray<ForbiddenTerm> Terms)
{
    public bool Holds(Func<string, ParameterValue?> find) => Terms.All(term => find(term.Path) is { } value && term.Values.Contains(value));

    public bool Equals(Forbidden? other) => other is not null && Terms.AsSpan().SequenceEqual(other.Terms.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Terms.Length);

    public override string ToString() => string.Join(" with ", Terms);
}

/// <summary>Holds where the parameter at <paramref name="Path"/> exists and its value lies in <paramref name="Values"/>.</summary>
public sealed record ForbiddenTerm(string Path, Domain Values)
{
    public override string ToString() => $"{Path} {Values}";
}
