using System.Collections.Immutable;

namespace Shared.Spec;

/// <summary>What came of reading a spec.</summary>
public abstract record SpecReading
{
    private SpecReading() { }

    /// <summary>A legal spec.</summary>
    /// <param name="Warnings">Legal, and known to go wrong or to surprise.</param>
    public sealed record Accepted(SweepSpec Spec, ImmutableArray<SpecWarning> Warnings) : SpecReading;

    /// <summary>Everything wrong with it, in the order of its lines; never empty.</summary>
    public sealed record Refused(ImmutableArray<SpecProblem> Problems) : SpecReading;
}

/// <summary>Something legal that its user should know.</summary>
/// <param name="Path">Where, such as <c>search.loss.focal.gamma</c>.</param>
public sealed record SpecWarning(string Path, string Message)
{
    public override string ToString() => $"{Path}: {Message}";
}
