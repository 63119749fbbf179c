namespace Shared.Trials;

/// <summary>The measure a sweep optimises, such as <c>validation.macro_ap</c>, and which way is better.</summary>
public sealed record Objective(string Measure, bool Maximise)
{
    /// <summary>The one place where directions are told apart: inside, lower is better.</summary>
    public double ToCost(double value) => Maximise ? -value : value;

    public bool IsBetter(double value, double than) => ToCost(value) < ToCost(than);
}
