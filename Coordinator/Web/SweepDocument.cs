using System.Globalization;
using System.Xml.Linq;
using Coordinator.Client;
using Coordinator.Deciding.Views;
using Coordinator.Local;
using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Web;

/// <summary>
/// A sweep in one HTML document: no script, no network, nothing to install, and it prints. Text is put in as text by XML's own writer,
/// so that no name, message or configuration becomes markup.
/// </summary>
internal static class SweepDocument
{
    private const int BestTrials = 10, Slices = 6, Labels = 20, Messages = 20;

    private static readonly PictureSize Wide = new(1000, 380), Half = new(620, 360);

    /// <param name="Missing">Why there are no pictures in it; null: there are.</param>
    public readonly record struct Written(string Html, string? Missing);

    public static async Task<Written> Write(ISweepSource sweeps, SweepName sweep, DateTimeOffset now, CancellationToken cancellation)
    {
        var status = await sweeps.Status(sweep, cancellation);
        var spec = await sweeps.Spec(sweep, cancellation);
        var best = await sweeps.Best(sweep, cancellation);
        using var drawer = new PictureDrawer();
        var columns = await sweeps.Columns(sweep, cancellation);
        var pictures = drawer.Missing is null ? new SweepPictures(sweeps, columns, drawer) : null;

        var body = new XElement("main", Head(status, now));
        if (drawer.Missing is { } missing) body.Add(Html.Note(missing));
        if (status.Best is not null)
        {
            if (pictures is not null) body.Add(Html.Section("Best so far", Picture(pictures.History(Wide))));
            body.Add(Html.Section("The best trials", await Trials(sweeps, spec, columns, cancellation)));
            var shown = Shown(status);
            if (pictures is not null)
                body.Add(Html.Section("How they were learnt", Html.Note($"{columns.Objective[(columns.Objective.IndexOf('.') + 1)..]} by epoch, train dashed"), Picture(await pictures.Curves(shown, Wide, cancellation))));
            body.Add(await Right(sweeps, sweep, shown, pictures, cancellation));
            if (pictures is not null) body.Add(await Parameters(pictures, columns, cancellation));
            if (pictures is not null) body.Add(Html.Section("Quality and time", Html.Note("The front is what no other trial beats in both."), Picture(pictures.Pareto(Wide))));
        }
        if (pictures is not null && columns.Outcome.Length > 0) body.Add(Html.Section("Workers over time", Picture(await pictures.Timeline(Wide with { Height = 320 }, cancellation))));
        body.Add(await Failures(sweeps, sweep, columns, cancellation));
        if (best.Yaml is { } yaml) body.Add(Html.Section("The best configuration", new XElement("pre", Html.Printable(yaml))));
        return new Written(Html.Document($"{sweep} – Sweeps", body), drawer.Missing);
    }

    private static IEnumerable<XElement> Head(SweepStatus status, DateTimeOffset now)
    {
        yield return new XElement("h1", status.Sweep.ToString());
        yield return new XElement("p", Headline.Of(status.ToSummary()));
        var counts = string.Join(", ", status.Trials.Select(count => $"{count.Value} {count.Key.Replace('_', ' ')}"));
        var planned = status.Budget.Trials is { } trials ? $" of {trials} trials" : "";
        yield return Html.Note(
            $"{counts}{planned}; {TimeSpan.FromSeconds(Math.Round(status.SecondsUsed)):g} used; {status.Ended ?? "not ended"}. Written {now.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC.");
    }

    private static List<NamedTrial> Shown(SweepStatus status)
    {
        var shown = new List<NamedTrial>();
        foreach (var (trial, name) in new[] { (status.Best, "best"), (status.Baseline, "baseline"), (status.BestBce, "best plain bce") })
            if (trial is not null && shown.All(other => other.Number != trial.Trial)) shown.Add(new($"trial {trial.Trial} ({name})", trial.Trial));
        return shown;
    }

    private static async Task<XElement> Trials(ISweepSource sweeps, SweepSpec spec, TrialColumns columns, CancellationToken cancellation)
    {
        var numbers = columns.Ranked().Take(BestTrials).Concat(new[] { columns.Baseline, columns.BestBce }.OfType<int>()).Distinct();
        var rows = new List<string[]>();
        foreach (var number in numbers)
        {
            var trial = await sweeps.Trial(columns.Sweep, number, cancellation);
            var note = number == columns.Baseline ? " = the baseline" : number == columns.BestBce ? " = the best plain bce" : "";
            rows.Add([
                number.ToString(CultureInfo.InvariantCulture), Headline.Number(trial.Value), Headline.Number(trial.Test), $"{trial.BestEpoch}", trial.Seconds?.ToString("F1", CultureInfo.InvariantCulture) ?? "",
                AssignmentText.Of(spec.Space, trial.Assignment) + note]);
        }
        return Html.Table(["trial", columns.Objective, "test", "epoch", "seconds", "configuration"], rows, numbers: 5);
    }

    /// <summary>What the best gets right, beside the baseline.</summary>
    private static async Task<XElement> Right(ISweepSource sweeps, SweepName sweep, IReadOnlyList<NamedTrial> shown, SweepPictures? pictures, CancellationToken cancellation)
    {
        var evaluated = new List<(string Name, Evaluation Evaluation)>();
        var section = Html.Section("What they get right");
        foreach (var (name, number) in shown)
        {
            try
            {
                evaluated.Add((name, await sweeps.Evaluation(sweep, number, cancellation)));
            }
            catch (Exception refusal) when (refusal is RefusedException or ServerRefusedException)
            {
                section.Add(Html.Note($"{name}: {refusal.Message}"));
            }
        }
        if (evaluated.Count == 0) return section;
        var part = evaluated[0].Evaluation.Parts.Test is null ? "validation" : "test";
        if (pictures is not null)
        {
            section.Add(Html.Side(Captioned($"Precision by recall, all labels of {part} together", pictures.Ranks("precision_recall", evaluated, part, Half)), Captioned("Receiver operating characteristic", pictures.Ranks("roc", evaluated, part, Half))));
            section.Add(Captioned("Average precision of each label by its positives in training", pictures.Ranks("frequency", evaluated.Take(2).ToList(), part, Wide)));
            var labelled = await pictures.Labelled(BestTrials, cancellation);
            if (labelled.Count > 1)
            {
                section.Add(Captioned(
                    $"What each label's average precision on {part} gains over {labelled[0].Name}: frequent labels to the left, trials by rank", pictures.Labels(labelled, part, difference: true, Wide with { Height = 110 + 22 * labelled.Count })));
            }
        }
        section.Add(Html.Table(
            ["trial", "true positives", "false positives", "false negatives", "micro F1"],
            evaluated.Select(trial => Confusion(trial.Name, trial.Evaluation.Parts.Of(part))), numbers: 0));
        section.Add(Html.Note($"All labels of {part} together, each at its tuned threshold."));
        if (evaluated.Count > 1) section.Add(PerLabel(evaluated[0], evaluated[1], part));
        return section;
    }

    private static string[] Confusion(string name, EvaluatedPart part)
    {
        long hits = part.Tuned.Tp.Sum(), wrong = part.Tuned.Fp.Sum(), missed = part.Positives.Sum() - hits;
        var f1 = hits == 0 ? 0 : 2.0 * hits / (2 * hits + wrong + missed);
        return [name, $"{hits}", $"{wrong}", $"{missed}", Headline.Number(f1)];
    }

    private static XElement PerLabel((string Name, Evaluation Evaluation) best, (string Name, Evaluation Evaluation) other, string part)
    {
        var (mine, its) = (best.Evaluation.Parts.Of(part), other.Evaluation.Parts.Of(part));
        var rows = Enumerable.Range(0, best.Evaluation.Labels.Count).Where(label => mine.Ap[label] is not null && its.Ap[label] is not null)
            .OrderByDescending(label => mine.Ap[label] - its.Ap[label]).ToList();
        var shown = rows.Count <= 2 * Labels ? rows : [.. rows.Take(Labels), .. rows.TakeLast(Labels)];
        var table = Html.Table(
            ["label", "positives in training", "threshold", "AP", $"AP of {other.Name}", "gain"],
            shown.Select(label => new[]
            {
                best.Evaluation.Labels[label], $"{best.Evaluation.TrainingPositives[label]}", best.Evaluation.Thresholds[label].ToString("G3", CultureInfo.InvariantCulture),
                Headline.Number(mine.Ap[label]), Headline.Number(its.Ap[label]), (mine.Ap[label] - its.Ap[label])!.Value.ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture),
            }), numbers: 0);
        return Html.Section(rows.Count <= 2 * Labels ? "Label by label" : $"The {Labels} labels that gain most, and the {Labels} that gain least or lose", table);
    }

    private static async Task<XElement> Parameters(SweepPictures pictures, TrialColumns columns, CancellationToken cancellation)
    {
        var importance = await pictures.Importance(cancellation);
        var section = Html.Section("What the parameters do", Captioned("A line for each trial through its parameters; brighter is better", await pictures.Parallel(Wide, cancellation)));
        if (importance.Reason is { } reason)
        {
            section.Add(Html.Note(reason));
            return section;
        }
        section.Add(Captioned(
            string.Create(CultureInfo.InvariantCulture, $"Share of the variance that each explains (functional ANOVA over a forest of {importance.Trials} trials, R² {importance.Explained:F2} on trials it has not seen; interactions {importance.Interactions:P0})"),
            await pictures.Importances(Wide with { Height = 60 + 24 * Math.Min(importance.Parameters.Count, 15) }, cancellation)));
        var paths = importance.Parameters.Select(parameter => parameter.Path).Where(path => columns.Parameters.Any(parameter => parameter.Path == path)).Take(Slices).ToList();
        for (var i = 0; i < paths.Count; i += 2)
        {
            var pair = new List<XElement>();
            foreach (var path in paths.Skip(i).Take(2)) pair.Add(Picture(await pictures.Slice(path, Half, cancellation)));
            section.Add(Html.Side([.. pair]));
        }
        return section;
    }

    private static async Task<XElement> Failures(ISweepSource sweeps, SweepName sweep, TrialColumns columns, CancellationToken cancellation)
    {
        string[] unfailed = ["completed", "running", "waiting"];
        var failed = Enumerable.Range(0, columns.Outcome.Length).Where(number => !unfailed.Contains(columns.Outcomes[columns.Outcome[number]])).ToList();
        if (failed.Count == 0) return Html.Section("Failures", Html.Note("Nothing has failed."));
        var rows = new List<string[]>();
        foreach (var number in failed.TakeLast(Messages))
        {
            var trial = await sweeps.Trial(sweep, number, cancellation);
            rows.Add([$"{number}", trial.Outcome.Replace('_', ' '), trial.Message ?? ""]);
        }
        return Html.Section("Failures", Html.Note($"{failed.Count} trials have failed{(failed.Count > Messages ? $"; these are the latest {Messages}" : "")}."), Html.Table(["trial", "outcome", "message"], rows, numbers: 1));
    }

    private static XElement Picture(string svg) => new("figure", XElement.Parse(svg));

    private static XElement Captioned(string caption, string svg) => new("figure", new XElement("figcaption", caption), XElement.Parse(svg));
}
