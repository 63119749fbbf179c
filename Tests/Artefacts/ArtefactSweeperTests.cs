using Coordinator.Artefacts;
using Coordinator.Deciding.Sweeps;
using Coordinator.Running;
using Microsoft.Extensions.Logging.Abstractions;
using Shared.Protocol;
using Shared.Trials;
using Tests.Agent;
using Tests.Deciding;
using Tests.Running;

namespace Tests.Artefacts;

/// <summary>What stays and what goes, as events follow one another and time passes.</summary>
public sealed class ArtefactSweeperTests : IDisposable
{
    private static readonly ReignLog Log = new(NullLogger.Instance);
    private static readonly ArtefactGrace Grace = ArtefactGrace.Default;

    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();
    private readonly ArtefactDirectory store;
    private readonly FleetState state = new();
    private readonly List<LedgerEvent> ledger = [];
    private KeptArtefacts kept;
    private ArtefactSweeper sweeper;
    private bool leads = true;
    private int tokens;
    private int contents;

    public ArtefactSweeperTests()
    {
        store = new ArtefactDirectory(folder.File("artefacts"), ArtefactLimits.Default, time);
        TakeOver();
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_nothing_names_goes_when_its_grace_is_over_and_data_uploaded_for_a_launch_stays()
    {
        var (orphan, data) = (await Store(), await Store());
        time.Advance(Grace.Unnamed - TimeSpan.FromSeconds(1));
        await sweeper.SweepUnnamed(default);
        Assert.True(store.Contains(orphan));
        Launch(data);

        time.Advance(TimeSpan.FromSeconds(1));
        await sweeper.SweepUnnamed(default);

        Assert.Equal([false, true], Stored(orphan, data));
    }

    [Fact]
    public async Task What_a_running_attempt_may_have_stored_stays_however_long_it_takes_to_deliver()
    {
        Launch(await Store());
        Start(0);
        var weights = await Store();
        time.Advance(TimeSpan.FromDays(2));
        await sweeper.SweepUnnamed(default);
        Assert.True(store.Contains(weights));

        Lose(0);
        await sweeper.SweepUnnamed(default);
        Assert.False(store.Contains(weights));
    }

    [Fact]
    public async Task After_a_takeover_nothing_unnamed_goes_before_the_attempts_that_it_found_have_ended()
    {
        Launch(await Store());
        Start(0);
        var weights = await Store();
        time.Advance(TimeSpan.FromDays(2));

        TakeOver();
        await sweeper.SweepUnnamed(default);
        Assert.True(store.Contains(weights));
        Complete(0, 0.5, weights);
        await sweeper.SweepUnnamed(default);
        await sweeper.SweepDropped(default);

        Assert.True(store.Contains(weights));
    }

    [Fact]
    public async Task The_latest_checkpoint_of_an_unfinished_trial_stays_across_attempts_and_takeovers_and_goes_with_the_outcome()
    {
        Launch(await Store());
        Start(0);
        var (first, second) = (await Store(), await Store());
        Checkpoint(0, first);
        Checkpoint(0, second);
        await SweepAfter(Grace.Dropped);
        Assert.Equal([false, true], Stored(first, second));

        Lose(0);
        TakeOver();
        await SweepAfter(TimeSpan.FromDays(2));
        Assert.True(store.Contains(second));

        Start(0);
        Complete(0, 0.5);
        await SweepAfter(Grace.Dropped);
        Assert.False(store.Contains(second));
    }

    [Theory]
    [InlineData(FailureKind.Diverged, true)]
    [InlineData(FailureKind.OutOfMemory, false)]
    public async Task A_checkpoint_goes_when_the_trial_has_failed_for_good_or_will_not_go_on_from_it(FailureKind kind, bool final)
    {
        Launch(await Store());
        Start(0);
        var checkpoint = await Store();
        Checkpoint(0, checkpoint);

        Append(new LedgerEvent.AttemptFailed(Scenario.Sweep, 0, 1, kind, "why", final));
        await SweepAfter(Grace.Dropped);

        Assert.False(store.Contains(checkpoint));
    }

    [Fact]
    public async Task Only_the_best_and_the_baseline_stay_and_what_two_of_them_share_stays_with_one()
    {
        Launch(await Store(), keep: 1);
        var (baseline, shared, better) = (await Store(), await Store(), await Store());
        foreach (var (trial, value, weights) in new[] { (0, 0.1, baseline), (1, 0.3, shared), (2, 0.2, shared) })
        {
            Start(trial);
            Complete(trial, value, weights);
        }
        await SweepAfter(Grace.Dropped);
        Assert.Equal([true, true, true], Stored(baseline, shared, better));

        Start(3);
        Complete(3, 0.4, better);
        await SweepAfter(Grace.Dropped);

        Assert.Equal([true, false, true], Stored(baseline, shared, better));
    }

    [Fact]
    public async Task An_evaluation_stays_where_the_weights_go_and_goes_with_the_sweep()
    {
        Launch(await Store(), keep: 0);
        var (weights, evaluation) = (await Store(), await Store());
        Start(1);
        Append(Completed(1, 0.5, new() { ["weights"] = weights, ["evaluation"] = evaluation }));
        await SweepAfter(Grace.Dropped);
        Assert.Equal([false, true], Stored(weights, evaluation));

        TakeOver();
        Append(new LedgerEvent.SweepDeleted(Scenario.Sweep));
        await SweepAfter(Grace.Dropped);
        Assert.False(store.Contains(evaluation));
    }

    [Fact]
    public async Task What_was_dropped_stays_where_another_attempt_has_stored_it_again()
    {
        Launch(await Store(), keep: 0);
        var content = new Content(77);
        await store.Store(content.Address, content.ToStream(), default);
        Start(1);
        Start(2);
        Complete(1, 0.3, content.Address);
        time.Advance(TimeSpan.FromSeconds(1));
        await store.Store(content.Address, content.ToStream(), default);

        await SweepAfter(Grace.Dropped);

        Assert.True(store.Contains(content.Address));
    }

    [Fact]
    public async Task A_deleted_sweep_takes_everything_of_its_own_along()
    {
        var (data, weights, checkpoint) = (await Store(), await Store(), await Store());
        Launch(data);
        Start(0);
        Complete(0, 0.5, weights);
        Start(1);
        Checkpoint(1, checkpoint);

        Append(new LedgerEvent.SweepDeleted(Scenario.Sweep));
        await SweepAfter(Grace.Dropped);

        Assert.Equal([false, false, false], Stored(data, weights, checkpoint));
    }

    [Fact]
    public async Task A_coordinator_that_does_not_lead_deletes_nothing()
    {
        Launch(await Store(), keep: 0);
        var (orphan, weights) = (await Store(), await Store());
        Start(1);
        Complete(1, 0.5, weights);
        leads = false;

        await SweepAfter(TimeSpan.FromDays(1));

        Assert.Equal([true, true], Stored(orphan, weights));
    }

    [Fact]
    public async Task Where_nobody_is_at_work_everything_unnamed_goes_at_once()
    {
        var data = await Store();
        Launch(data);
        Start(0);
        TakeOver();
        var orphan = await Store();

        await sweeper.Clear(default);

        Assert.Equal([true, false], Stored(data, orphan));
    }

    [Fact]
    public async Task It_sweeps_by_itself_at_the_beginning_and_from_time_to_time()
    {
        var before = await Store();
        time.Advance(Grace.Unnamed);
        using var stop = new CancellationTokenSource();
        var running = sweeper.Run(stop.Token);
        while (store.Contains(before)) await Task.Yield();

        var later = await Store();
        while (store.Contains(later))
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    /// <summary>Another coordinator folds the ledger and goes on.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(kept), nameof(sweeper))]
    private void TakeOver()
    {
        kept = new KeptArtefacts(time);
        foreach (var past in ledger) ((IReignObserver)kept).Remember(past);
        ((IReignObserver)kept).Begin(state);
        sweeper = new ArtefactSweeper(store, kept, Grace, () => leads, time, Log);
    }

    private async Task SweepAfter(TimeSpan passed)
    {
        time.Advance(passed);
        await sweeper.SweepDropped(default);
        await sweeper.SweepUnnamed(default);
    }

    private async Task<ArtefactAddress> Store()
    {
        var content = new Content(1000 + contents++);
        Assert.Null(await store.Store(content.Address, content.ToStream(), default));
        return content.Address;
    }

    private bool[] Stored(params ArtefactAddress[] addresses) => [.. addresses.Select(store.Contains)];

    private void Launch(ArtefactAddress data, int keep = 2)
    {
        var spec = Scenario.Spec(trials: 10);
        Append(new LedgerEvent.SweepLaunched(spec with { Budget = spec.Budget with { KeepWeights = keep } }, "text", data));
    }

    private void Start(int trial) => Append(new LedgerEvent.AttemptStarted(
        Scenario.Sweep, trial, 1, AttemptToken.Parse((++tokens).ToString("x32")), Scenario.Ada, trial, tokens));

    private void Checkpoint(int trial, ArtefactAddress address) =>
        Append(new LedgerEvent.AttemptCheckpointed(Scenario.Sweep, trial, 1, new Checkpoint(1, address)));

    private void Lose(int trial) =>
        Append(new LedgerEvent.AttemptFailed(Scenario.Sweep, trial, 1, FailureKind.Lost, "its lease ran out", Final: false));

    private void Complete(int trial, double value, params ArtefactAddress[] artefacts) => Append(Completed(trial, value, artefacts.ToDictionary(_ => "weights")));

    private static LedgerEvent.TrialCompleted Completed(int trial, double value, Dictionary<string, ArtefactAddress> artefacts) =>
        new(Scenario.Sweep, trial, 1, 1, 1, value, new Dictionary<string, double>(), artefacts);

    private void Append(LedgerEvent next)
    {
        ledger.Add(next with { At = time.GetUtcNow() });
        ((IReignObserver)kept).Appended(state, [ledger[^1]]);
    }
}
