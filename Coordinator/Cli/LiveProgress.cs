using Coordinator.Client;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Coordinator.Ledger;
using Coordinator.Local;
using Coordinator.Running;
using Shared.Trials;
using Spectre.Console;

namespace Coordinator.Cli;

/// <summary>A live display: trials done, best so far and its gain over the baseline, time left, what each worker does, and the curves of all that.</summary>
internal sealed class LiveProgress : IProgress
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);

    private readonly IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
    private readonly CancellationTokenSource stopping = new();
    private readonly TimeProvider time = TimeProvider.System;
    private Task display = Task.CompletedTask;

    public void Say(string line) => console.MarkupLineInterpolated($"[grey]{line}[/]");

    public bool ShowsLines => false;

    public Task Watch(SweepName sweep, WatchedSweep watched, int? workers)
    {
        display = Task.Run(() => Display(watched, workers));
        return Task.CompletedTask;
    }

    public async Task Finish()
    {
        await stopping.CancelAsync();
        await display;
    }

    public async ValueTask DisposeAsync()
    {
        await Finish();
        stopping.Dispose();
    }

    void IReignObserver.Remember(LedgerEvent past) { }

    void IReignObserver.Begin(FleetState state) { }

    void IReignObserver.Appended(FleetState state, IReadOnlyList<LedgerEvent> events) { }

    private async Task Display(WatchedSweep watched, int? workers)
    {
        var begun = (await watched.Read()).Finished;
        var curves = new SweepCurves(watched.Values, watched.Measurements);
        var start = time.GetTimestamp();
        await console.Live(new Text("")).AutoClear(true).StartAsync(async live =>
        {
            using var timer = new PeriodicTimer(Refresh, time);
            try
            {
                do
                {
                    var progress = await watched.Read();
                    await curves.Follow(progress);
                    var left = Left(progress, progress.Finished - begun, time.GetElapsedTime(start));
                    live.UpdateTarget(ProgressView.Of(progress, curves, left, workers, console.Profile.Width, console.Profile.Height));
                }
                while (await timer.WaitForNextTickAsync(stopping.Token));
            }
            catch (Exception error) when (error is OperationCanceledException or LedgerException or ServerAwayException or ServerRefusedException)
            {
                // The run is over; its report follows, or the message that says why.
            }
        });
    }

    private static TimeSpan? Left(SweepProgress progress, int finishedHere, TimeSpan elapsed)
    {
        TimeSpan? byTrials = progress.Planned is { } planned && finishedHere > 0 ? elapsed / finishedHere * Math.Max(0, planned - progress.Finished) : null;
        TimeSpan? byTime = progress.Limit is { } limit ? limit - progress.Used : null;
        return byTrials is { } trials && byTime is { } clock ? (trials < clock ? trials : clock) : byTrials ?? byTime;
    }
}
