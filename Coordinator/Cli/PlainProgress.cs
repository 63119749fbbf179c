using System.Threading.Channels;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Coordinator.Local;
using Coordinator.Running;
using Shared.Trials;

namespace Coordinator.Cli;

/// <summary>
/// A line for every trial that ends, for logs and pipes. Lines are written by a task of their own: a pager that waits or a log
/// on a full disk is no business of the writer's loop.
/// </summary>
internal sealed class PlainProgress : IProgress
{
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task writing;
    private SweepName? watched;

    public PlainProgress(TextWriter output) => writing = Task.Run(() => Write(output));

    public void Say(string line) => lines.Writer.TryWrite(line);

    public async Task Watch(Reign reign, SweepName sweep, int workers)
    {
        Say(await reign.Read(state =>
        {
            watched = sweep;
            var current = state.Sweep(sweep)!;
            return $"sweep '{sweep}': {current.Finished}{(current.Budget.Trials is { } trials ? $" of {trials}" : "")} trials done, {workers} workers";
        }));
    }

    public Task Finish()
    {
        lines.Writer.TryComplete();
        return writing;
    }

    public async ValueTask DisposeAsync() => await Finish();

    void IReignObserver.Remember(LedgerEvent past) { }

    void IReignObserver.Begin(FleetState state) { }

    void IReignObserver.Appended(FleetState state, IReadOnlyList<LedgerEvent> events)
    {
        foreach (var next in events)
        {
            if (watched is { } name && Describe(name, state, next) is { } line) Say(line);
        }
    }

    private async Task Write(TextWriter output)
    {
        try
        {
            await foreach (var line in lines.Reader.ReadAllAsync()) await output.WriteLineAsync(line);
        }
        catch (IOException)
        {
            // Nobody can be told; the sweep goes on.
        }
    }

    private static string? Describe(SweepName watched, FleetState state, LedgerEvent next)
    {
        if (state.Sweep(watched) is not { } sweep) return null;
        var done = $"[{sweep.Finished}{(sweep.Budget.Trials is { } trials ? $"/{trials}" : "")}]";
        return next switch
        {
            LedgerEvent.TrialCompleted e when e.Sweep == watched =>
                $"{done} trial {e.Trial}: {SweepReport.Number(e.Objective)} in {e.Seconds:F1} s, {AssignmentText.Of(sweep.Spec.Space, sweep[e.Trial].Trained)}{(sweep.Best == e.Trial ? Best(sweep) : "")}",
            LedgerEvent.AttemptFailed { Final: true } e when e.Sweep == watched => $"{done} trial {e.Trial}: failed ({e.Kind}): {e.Message}",
            LedgerEvent.AttemptFailed e when e.Sweep == watched => $"{done} trial {e.Trial}: attempt {e.Attempt} failed ({e.Kind}): {e.Message}; it is tried again",
            LedgerEvent.SweepEnded e when e.Sweep == watched => $"ended: {e.Message}",
            _ => null,
        };
    }

    private static string Best(SweepState sweep) =>
        SweepProgress.Of(sweep, TimeSpan.Zero) is { Gain: { } gain, Best.Trial: not 0 } ? $" - best so far, {gain:+0.0000;-0.0000} over the baseline" : " - best so far";
}
