namespace Tests.Chaos.Invariants;

internal sealed class EverySweepHasEnded : Invariant
{
    public override string Sentence => "every sweep has ended";

    public override Task<Finding> Check(Aftermath play) =>
        Finding.Of(string.Join("; ", play.Sweeps.Select(sweep => $"{sweep.Spec.Name}: {sweep.Ended?.Message ?? "goes on"}")), play.StillGoing);
}
