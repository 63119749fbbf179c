using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Coordinator.Ledger;
using Coordinator.Local;
using Coordinator.Running;
using Shared.Trials;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Coordinator.Cli;

/// <summary>A live display: trials done, best so far and its gain over the baseline, time left, what each worker does.</summary>
internal sealed class LiveProgress : IProgress
{
    private const int BarWidth = 40;
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);

    private readonly IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
    private readonly CancellationTokenSource stopping = new();
    private readonly TimeProvider time = TimeProvider.System;
    private Task display = Task.CompletedTask;

    public void Say(string line) => console.MarkupLineInterpolated($"[grey]{line}[/]");

    public bool ShowsLines => false;

    public Task Watch(SweepName sweep, Func<Task<SweepProgress>> read, int? workers)
    {
        display = Task.Run(() => Display(read, workers));
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

    private async Task Display(Func<Task<SweepProgress>> read, int? workers)
    {
        var begun = (await read()).Finished;
        var start = time.GetTimestamp();
        await console.Live(new Text("")).AutoClear(true).StartAsync(async live =>
        {
            using var timer = new PeriodicTimer(Refresh, time);
            try
            {
                do
                {
                    var progress = await read();
                    live.UpdateTarget(Render(progress, Left(progress, progress.Finished - begun, time.GetElapsedTime(start)), workers));
                }
                while (await timer.WaitForNextTickAsync(stopping.Token));
            }
            catch (Exception error) when (error is OperationCanceledException or LedgerException)
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

    private static Rows Render(SweepProgress progress, TimeSpan? left, int? workers)
    {
        var share = progress.Planned is { } planned ? Math.Min(1, (double)progress.Finished / planned)
            : progress.Limit is { } limit ? Math.Min(1, progress.Used / limit) : 0;
        var filled = (int)(share * BarWidth);
        var count = $"{progress.Finished}{(progress.Planned is { } total ? $"/{total}" : "")} trials{(progress.Failed > 0 ? $", {progress.Failed} failed" : "")}";
        var rows = new List<IRenderable>
        {
            new Markup($"[bold]{progress.Sweep}[/] [green]{new string('━', filled)}[/][grey]{new string('━', BarWidth - filled)}[/] {count}, {SweepReport.Duration(progress.Used)}{(left is { } rest ? $", about {SweepReport.Duration(rest)} left" : "")}"),
            new Markup(progress.Best is { } best
                ? $"best [bold]{SweepReport.Number(best.Value)}[/] {progress.Objective.Measure}{(progress.Gain is { } gain ? $", [green]{gain:+0.0000;-0.0000}[/] over the baseline" : "")}: {Markup.Escape(best.Assignment)}"
                : $"[grey]no trial is completed yet{(workers is { } number ? $"; {number} workers" : "")}[/]"),
        };
        rows.AddRange(progress.Running.Select(trial => new Markup(
            $"[grey]{Markup.Escape(trial.Worker)}: trial {trial.Trial}, epoch {trial.Epoch}{(trial.Latest is { } latest ? $", {SweepReport.Number(latest)}" : "")}: {Markup.Escape(trial.Assignment)}[/]")));
        return new Rows(rows);
    }
}
