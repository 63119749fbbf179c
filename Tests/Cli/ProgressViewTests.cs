using Coordinator.Cli;
using Coordinator.Deciding.Views;
using Shared.Trials;
using Spectre.Console;

namespace Tests.Cli;

/// <summary>What is seen of a sweep that goes on, at any width.</summary>
public sealed class ProgressViewTests
{
    private static readonly SweepProgress Progress = new(
        SweepName.Parse("debtags"), new Objective("validation.macro_ap", Maximise: true), Completed: 22, Failed: 1, Planned: 40, TimeSpan.FromSeconds(118), null,
        (17, 0.3508, "batch_balanced_bce (scope label, momentum 0.5046, cap 32.28), none, adam (learning_rate 0.02067), zero"), 0.2645,
        [
            new RunningTrial(23, "local-1", 0, 4, 0.3021, "weighted_bce (pos_weight 62.85), none, adam (learning_rate 0.02067), zero"),
            new RunningTrial(24, "local-2", 0, 1, 0.141, "[bce] none"),
        ],
        null);

    [Fact]
    public async Task Best_counts_time_workers_and_curves_are_there()
    {
        var lines = await Lines(100, 30);

        Assert.Matches("^debtags ━+ 23/40 trials, 1 failed, 1m 58s, about 1m 27s left$", lines[0]);
        Assert.Equal("best 0.3508 validation.macro_ap, +0.0863 over the baseline", lines[1]);
        Assert.Equal("  ▁▁▆▆█", lines[2]);
        Assert.StartsWith("  batch_balanced_bce (scope label, ", lines[3], StringComparison.Ordinal);
        Assert.Equal("local-1: trial 23, epoch 4, 0.3021 ▁▂▃▄ ▂▄▆█", lines[4]);
        Assert.StartsWith("  weighted_bce (pos_weight 62.85)", lines[5], StringComparison.Ordinal);
        Assert.Equal("  [bce] none", lines[7]);
    }

    [Fact]
    public async Task Nothing_is_wider_than_the_terminal()
    {
        for (var width = 20; width <= 160; width++)
            foreach (var line in await Lines(width, 30)) Assert.InRange(line.Length, 0, width);
        var narrow = await Lines(60, 30);
        Assert.Equal(9, narrow.Length);
        Assert.Equal("  1m 58s, about 1m 27s left", narrow[1]);
    }

    [Fact]
    public async Task More_trials_than_lines_are_counted()
    {
        var many = Progress with { Running = [.. Enumerable.Range(0, 64).Select(n => Progress.Running[0] with { Trial = n, Worker = $"worker-{n}" })] };
        var lines = await Lines(80, 24, many);

        Assert.InRange(lines.Length, 10, 23);
        Assert.Matches("^and [0-9]+ more$", lines[^1]);
    }

    [Fact]
    public async Task Before_the_first_result_the_workers_are_told() =>
        Assert.Equal("no trial is completed yet; 2 workers", (await Lines(80, 24, Progress with { Best = null, Baseline = null }))[1]);

    private static async Task<string[]> Lines(int width, int height, SweepProgress? progress = null)
    {
        progress ??= Progress;
        var curves = new SweepCurves(
            () => Task.FromResult<IReadOnlyList<double?>>([0.2, 0.1, 0.3, null, 0.35]),
            (trial, after) => Task.FromResult<IReadOnlyList<MeasurementItem>>([.. Enumerable.Range(1, 4).Select(epoch => new MeasurementItem(
                1, epoch, epoch, new Dictionary<string, double> { ["validation.macro_ap"] = epoch * 0.1, ["train.macro_ap"] = epoch * 0.2 }))]));
        await curves.Follow(progress);
        var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        (console.Profile.Width, console.Profile.Height) = (width, height);
        console.Write(ProgressView.Of(progress, curves, TimeSpan.FromSeconds(87), 2, width, height));
        return [.. output.ToString().TrimEnd('\n').Split('\n').Select(line => line.TrimEnd())];
    }
}
