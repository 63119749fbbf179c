using Shared.Trials;

namespace Coordinator.Deciding.Sweeps;

/// <summary>
/// One bad machine fails every trial it gets, quickly, and so gets the next one first. A worker on which too much has
/// failed in a row is set aside for a while; then it gets one trial as a probe, and is back if that brings a result.
/// </summary>
internal static class HealthRules
{
    /// <summary>Crashes, losses and user errors in a row that a worker reports: the third is no chance any more.</summary>
    public const int MostFailures = 3;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1), LongestPause = TimeSpan.FromHours(1);

    /// <summary>
    /// Whether a failure that a worker reports may be its machine's fault, an installation that lacks something included. Divergence,
    /// time and memory are the trial's.
    /// </summary>
    public static bool Blames(FailureKind kind) => kind is FailureKind.Lost or FailureKind.Crashed or FailureKind.UserError;

    /// <summary>What follows for a worker from a failure that counts against it. Where no other could take the trials, setting it aside gains nothing.</summary>
    public static LedgerEvent? AfterFailure(FleetState state, SweepState sweep, string worker, LedgerEvent.AttemptFailed failure)
    {
        if (!failure.BlamesWorker) return null;
        var health = state.Health.GetValueOrDefault(worker);
        var failures = (health?.Failures ?? 0) + 1;
        var isProbe = health?.Aside is not null;
        if (!isProbe && (failures < MostFailures || !state.HasOtherFor(sweep, worker))) return null;
        var times = health?.TimesAside ?? 0;
        var pause = TimeSpan.FromTicks(Math.Min(FirstPause.Ticks << Math.Min(times, 10), LongestPause.Ticks));
        return new LedgerEvent.WorkerSetAside(worker, $"{failures} failures in a row, the last one: {failure.Message}", pause.TotalSeconds) { At = failure.At };
    }

    /// <summary>Whether a worker may get a trial now: none while it is set aside, then one at a time.</summary>
    public static bool MayClaim(FleetState state, WorkerState worker, DateTimeOffset at) =>
        !worker.IsDraining &&
        (state.Health.GetValueOrDefault(worker.Life.Name)?.Aside is not { } aside ||
            (at - aside.Since >= aside.Pause && !worker.Claims.Values.Any(claim => state.IsLive(claim.Token))));

    /// <summary>What follows for a worker from a result.</summary>
    public static LedgerEvent? AfterResult(FleetState state, string worker, DateTimeOffset at) =>
        state.Health.GetValueOrDefault(worker)?.Aside is null ? null : new LedgerEvent.WorkerRestored(worker) { At = at };
}
