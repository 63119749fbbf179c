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

    public bool ShowsLines => true;

    public void Say(string line) => lines.Writer.TryWrite(line);

    public async Task Watch(SweepName sweep, WatchedSweep shown, int? workers)
    {
        watched = sweep;
        var now = await shown.Read();
        Say($"sweep '{sweep}': {now.Finished}{(now.Planned is { } trials ? $" of {trials}" : "")} trials done{(workers is { } count ? $", {count} workers" : "")}");
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
        var progress = SweepProgress.Of(sweep, TimeSpan.Zero);
        return next switch
        {
            LedgerEvent.TrialCompleted e when e.Sweep == watched => ProgressLine.Of(e, progress, AssignmentText.Of(sweep.Spec.Space, sweep[e.Trial].Trained)),
            LedgerEvent.AttemptFailed e when e.Sweep == watched => ProgressLine.Of(e, progress),
            LedgerEvent.SweepEnded e when e.Sweep == watched => ProgressLine.Of(e),
            _ => null,
        };
    }
}
