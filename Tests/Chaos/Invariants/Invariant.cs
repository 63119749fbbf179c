namespace Tests.Chaos.Invariants;

/// <summary>Something that must hold whatever was done, named by a sentence.</summary>
internal abstract class Invariant
{
    public static IReadOnlyList<Invariant> All { get; } =
    [
        new EverySweepHasEnded(), new EveryTrialIsAccountedForOnce(), new EveryBudgetIsExact(), new NoTwoAttemptsHoldATrial(), new EveryOutcomeIsWhatTheTrialWasToBring(),
        new NoAcknowledgedResultIsLost(), new NoLateResultCounts(), new CommandsWereObeyed(), new EachEpochHadOneLeader(), new FoldingAnewIsWhatCoordinatorsAnswer(),
        new EveryArtefactIsThere(), new NothingFailedWithin(),
    ];

    public abstract string Sentence { get; }

    public abstract Task<Finding> Check(Aftermath play);
}

/// <param name="Numbers">What was looked at, and how much of it.</param>
/// <param name="Violations">Empty: it holds.</param>
internal sealed record Finding(string Numbers, IReadOnlyList<string> Violations)
{
    public static Task<Finding> Of(string numbers, IReadOnlyList<string> violations) => Task.FromResult(new Finding(numbers, violations));
}
