using System.CommandLine;
using Coordinator.Deciding.Views;
using Coordinator.Local;
using Coordinator.Web;
using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Cli;

/// <summary><c>sweeps plot NAME PICTURE [-o FILE]</c>: one of the page's pictures as an SVG file.</summary>
internal static class PlotVerb
{
    private static readonly string[] Pictures = ["history", "importance", "slice", "parallel", "timeline", "surface", "pareto", "curves", "labels"];

    /// <summary>Trials of a picture of every label, besides the baseline.</summary>
    private const int LabelledTrials = 20;

    public static Command Command()
    {
        var source = new SourceOptions();
        var name = CommonOptions.Name(source);
        var picture = new Argument<string>("PICTURE") { Description = string.Join(", ", Pictures) };
        picture.AcceptOnlyFromAmong(Pictures);
        var output = new Option<string?>("--output", "-o") { Description = "Write to this file (default: NAME-PICTURE.svg)", HelpName = "FILE" };
        var x = new Option<string?>("--x") { Description = "The parameter of a slice, or across a surface (default: the most important)", HelpName = "PATH" };
        var y = new Option<string?>("--y") { Description = "The parameter up a surface (default: the next)", HelpName = "PATH" };
        var trials = new Option<int[]>("--trial") { Description = "A trial whose learning curves are drawn, several times (default: the best and the baseline)", HelpName = "N" };
        var difference = new Option<bool>("--difference") { Description = "Of labels: what each gains over the baseline, instead of its average precision" };
        var (width, height) = (Pixels("--width", 900), Pixels("--height", 420));
        var command = new Command("plot", "Draw a picture of a sweep as an SVG file") { name, picture, output, x, y, trials, difference, width, height };
        source.AddTo(command);
        command.SetAction(source, async (parsed, sweeps, cancellation) =>
        {
            var sweep = CommonOptions.ParseName(parsed.GetValue(name)!);
            var kind = parsed.GetValue(picture)!;
            var columns = await sweeps.Columns(sweep, cancellation);
            if (kind != "timeline" && !columns.Value.Any(value => value is not null))
            {
                Console.Error.WriteLine($"sweeps: no trial of sweep '{sweep}' is completed yet");
                return ExitCode.NothingCompleted;
            }
            var (across, up) = (Check(parsed.GetValue(x), columns), Check(parsed.GetValue(y), columns));
            // What is wrong with the question is told before the charts are read, which takes its time.
            using var drawer = new PictureDrawer();
            if (drawer.Missing is { } missing) throw new SetUpException(missing);
            var pictures = new SweepPictures(sweeps, columns, drawer);
            var size = new PictureSize(parsed.GetValue(width), parsed.GetValue(height));
            var svg = kind switch
            {
                "history" => pictures.History(size),
                "importance" => await Importances(pictures, size, cancellation),
                "slice" => await pictures.Slice(across ?? await Important(pictures, columns, null, cancellation), size, cancellation),
                "parallel" => await pictures.Parallel(size, cancellation),
                "timeline" => await pictures.Timeline(size, cancellation),
                "surface" => await Surface(pictures, columns, across, up, size, cancellation),
                "pareto" => pictures.Pareto(size),
                "curves" => await pictures.Curves(Chosen(parsed.GetValue(trials)!, columns, sweep), size, cancellation),
                "labels" => await Labels(pictures, parsed.GetValue(difference), size, cancellation),
                _ => throw new InvalidOperationException($"no picture {kind}"),
            };
            var file = parsed.GetValue(output) ?? $"{sweep}-{kind}.svg";
            await File.WriteAllTextAsync(file, svg, cancellation);
            Console.Out.WriteLine(Path.GetFullPath(file));
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<string> Importances(SweepPictures pictures, PictureSize size, CancellationToken cancellation)
    {
        await RequireImportance(pictures, cancellation);
        return await pictures.Importances(size, cancellation);
    }

    private static async Task<string> Labels(SweepPictures pictures, bool difference, PictureSize size, CancellationToken cancellation)
    {
        var trials = await pictures.Labelled(LabelledTrials, cancellation);
        if (trials.Count == 0) throw new RefusedException("none of the best trials has an evaluation: their trainer left none");
        if (difference && !trials[0].IsBaseline) throw new RefusedException("the baseline is not completed yet or left no evaluation, so that there is nothing to differ from: leave out --difference");
        return pictures.Labels(trials, trials.All(trial => trial.Evaluation.Parts.Test is not null) ? "test" : "validation", difference, size);
    }

    private static async Task RequireImportance(SweepPictures pictures, CancellationToken cancellation)
    {
        if ((await pictures.Importance(cancellation)).Reason is { } reason) throw new RefusedException(reason);
    }

    private static async Task<string> Surface(SweepPictures pictures, TrialColumns columns, string? x, string? y, PictureSize size, CancellationToken cancellation)
    {
        await RequireImportance(pictures, cancellation);
        x ??= await Important(pictures, columns, y, cancellation);
        return await pictures.Surface(x, y ?? await Important(pictures, columns, x, cancellation), size, cancellation);
    }

    /// <summary>The most important parameter besides another one; the first of all where that is not known yet.</summary>
    private static async Task<string> Important(SweepPictures pictures, TrialColumns columns, string? besides, CancellationToken cancellation) =>
        (await pictures.Importance(cancellation)).Parameters.Select(parameter => parameter.Path).Concat(columns.Parameters.Select(parameter => parameter.Path)).FirstOrDefault(path => path != besides)
        ?? throw new RefusedException("the sweep's space has too few parameters for this picture");

    private static string? Check(string? path, TrialColumns columns)
    {
        if (path is null || columns.Parameters.Any(parameter => parameter.Path == path)) return path;
        throw new RefusedException($"the sweep has no parameter '{path}' in which trials differ: {NearestName.Hint(path, [.. columns.Parameters.Select(parameter => parameter.Path)])}");
    }

    private static List<NamedTrial> Chosen(int[] numbers, TrialColumns columns, SweepName sweep)
    {
        foreach (var number in numbers)
            if (number < 0 || number >= columns.Outcome.Length) throw new RefusedException($"there is no trial {number} in sweep '{sweep}': it has {columns.Outcome.Length}, counted from 0");
        if (numbers.Length > 0) return [.. numbers.Distinct().Select(number => new NamedTrial($"trial {number}", number))];
        var chosen = new List<NamedTrial>();
        if (columns.Best is { } best) chosen.Add(new($"trial {best} (best)", best));
        if (columns.Baseline is { } baseline && baseline != columns.Best) chosen.Add(new($"trial {baseline} (baseline)", baseline));
        return chosen;
    }

    private static Option<int> Pixels(string name, int usual)
    {
        var option = new Option<int>(name) { Description = $"Pixels (default: {usual})", HelpName = "N", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 100 or > 10_000) result.AddError($"{name} is from 100 to 10000 pixels");
        });
        return option;
    }
}
