using Shared.Catalogue;

namespace Shared.Spec.Reading;

/// <summary>The keys that say when a sweep ends.</summary>
internal static class BudgetReader
{
    public const int MostTrials = 1_000_000;
    private const int DefaultKeepWeights = 5;
    private const double DefaultControlShare = 0.1;
    private static readonly LegalValues.Number Share = new(0, true, 1, true);

    public static Budget Read(MappingReader spec, SpecProblems problems)
    {
        var limited = spec.Take("trials") is not null | spec.Take("time") is not null;
        if (!limited) problems.Add("", 0, "a sweep needs an end: give `trials`, `time`, or both");
        return new Budget(
            spec.TakeWhole("trials", 1, MostTrials),
            spec.TakeDuration("time"),
            spec.TakeDuration("trial_time"),
            spec.TakeWhole("parallel", 1, 10_000),
            spec.TakeWhole("max_failures", 0, MostTrials),
            spec.TakeWhole("keep_weights", 0, 1_000) ?? DefaultKeepWeights,
            spec.TakeNumber("control_share", Share) ?? DefaultControlShare);
    }
}
