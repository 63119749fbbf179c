using Coordinator.Deciding.Views;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Coordinator.Cli;

/// <summary>How a sweep that goes on looks in a terminal of any width: a line that does not fit is cut, and never wraps.</summary>
internal static class ProgressView
{
    private const int LongestBar = 40, LongestCurve = 30, LeastCurve = 8;

    /// <param name="left">About how long it will still take; null: nobody knows.</param>
    /// <param name="workers">How many there are; null: nobody knows.</param>
    public static Rows Of(SweepProgress progress, SweepCurves curves, TimeSpan? left, int? workers, int width, int height)
    {
        var rows = new List<IRenderable>();
        rows.AddRange(Head(progress, left, width));
        rows.AddRange(Best(progress, curves, workers, width));
        rows.AddRange(Running(progress, curves, width, Math.Max(2, height - rows.Count - 2)));
        return new Rows(rows);
    }

    private static IEnumerable<IRenderable> Head(SweepProgress progress, TimeSpan? left, int width)
    {
        var count = $"{progress.Finished}{(progress.Planned is { } total ? $"/{total}" : "")} trials{(progress.Failed > 0 ? $", {progress.Failed} failed" : "")}";
        var times = $"{SweepReport.Duration(progress.Used)}{(left is { } rest ? $", about {SweepReport.Duration(rest)} left" : "")}";
        var name = Cut(progress.Sweep.ToString(), Math.Max(10, width / 3));
        var fits = name.Length + count.Length + times.Length + LeastCurve + 4 <= width;
        var said = fits ? $"{count}, {times}" : count;
        var bar = Math.Clamp(width - name.Length - said.Length - 2, 0, LongestBar);
        var filled = (int)(Share(progress) * bar);
        yield return new Markup($"[bold]{name}[/] [green]{new string('━', filled)}[/][grey]{new string('━', bar - filled)}[/] {Cut(said, width - name.Length - bar - 2)}");
        if (!fits) yield return new Text(Cut($"  {times}", width));
    }

    private static double Share(SweepProgress progress) =>
        progress.Planned is { } planned ? Math.Min(1, (double)progress.Finished / Math.Max(1, planned)) : progress.Limit is { } limit ? Math.Min(1, progress.Used / limit) : 0;

    private static IEnumerable<IRenderable> Best(SweepProgress progress, SweepCurves curves, int? workers, int width)
    {
        if (progress.Best is not { } best)
        {
            yield return Dim($"no trial is completed yet{(workers is { } number ? $"; {number} workers" : "")}", width);
            yield break;
        }
        var gain = progress.Gain is { } won ? $"{won:+0.0000;-0.0000} over the baseline" : "";
        var value = $"best {SweepReport.Number(best.Value)} {progress.Objective.Measure}";
        if (gain.Length > 0 && value.Length + gain.Length + 2 <= width)
        {
            yield return new Markup($"best [bold]{SweepReport.Number(best.Value)}[/] {progress.Objective.Measure}, [green]{gain}[/]");
        }
        else
        {
            yield return new Text(Cut(value, width));
            if (gain.Length > 0) yield return new Markup($"  [green]{Cut(gain, width - 2)}[/]");
        }
        var curve = Sparkline.Of(curves.Best, Math.Min(2 * LongestCurve, width - 2));
        if (curves.Best.Count > 1) yield return new Markup($"  [green]{curve}[/]");
        if (best.Assignment.Length > 0) yield return new Text(Cut($"  {best.Assignment}", width));
    }

    /// <summary>Two lines a trial where there is room, one where there is less, and the first ones where there is too little.</summary>
    private static IEnumerable<IRenderable> Running(SweepProgress progress, SweepCurves curves, int width, int lines)
    {
        var trials = progress.Running;
        var each = trials.Count * 2 <= lines ? 2 : 1;
        var shown = trials.Count <= lines ? trials.Count : lines - 1;
        foreach (var trial in trials.Take(shown))
        {
            yield return Trial(trial, curves, width);
            if (each == 2) yield return Dim($"  {trial.Assignment}", width);
        }
        if (shown < trials.Count) yield return Dim($"and {trials.Count - shown} more", width);
    }

    /// <summary>A trial's objective epoch by epoch, and beside it, dimmed and on the same scale, the same of the training part.</summary>
    private static Markup Trial(RunningTrial trial, SweepCurves curves, int width)
    {
        var said = Cut($"{trial.Worker}: trial {trial.Trial}, epoch {trial.Epoch}{(trial.Latest is { } latest ? $", {SweepReport.Number(latest)}" : "")}", width);
        var (validation, train) = curves.Of(trial.Trial);
        var room = width - said.Length - 1;
        if (room < LeastCurve || validation.Count == 0) return new Markup(Markup.Escape(said));
        var both = train.Any(value => value is not null) && room >= (2 * LeastCurve) + 1;
        var each = Math.Min(LongestCurve, both ? (room - 1) / 2 : room);
        var beside = both ? $" [dim]{Sparkline.Of(train, each, validation)}[/]" : "";
        return new Markup($"{Markup.Escape(said)} [green]{Sparkline.Of(validation, each, both ? train : null)}[/]{beside}");
    }

    private static Markup Dim(string text, int width) => new($"[grey]{Markup.Escape(Cut(text, width))}[/]");

    private static string Cut(string text, int width) => text.Length <= width ? text : width < 1 ? "" : string.Concat(text.AsSpan(0, width - 1), "…");
}
