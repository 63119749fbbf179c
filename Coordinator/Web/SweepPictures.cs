using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Coordinator.Client;
using Coordinator.Deciding.Analysis;
using Coordinator.Deciding.Views;
using Coordinator.Http;
using Coordinator.Local;
using Shared.Protocol;
using Shared.Trials;

namespace Coordinator.Web;

/// <summary>A sweep's pictures as SVG documents: the same that the page shows. What one of them needs besides the trials is asked for then.</summary>
internal sealed class SweepPictures(ISweepSource sweeps, TrialColumns columns, PictureDrawer drawer)
{
    /// <summary>More bars are no picture.</summary>
    private const int MostAttempts = 20_000;

    private SweepImportance? importance;

    private SweepName Sweep => columns.Sweep;

    public async Task<SweepImportance> Importance(CancellationToken cancellation) => importance ??= await sweeps.Importance(Sweep, cancellation);

    public string History(PictureSize size) => Draw("history", size, new JsonObject { ["columns"] = ColumnsNode() });

    public string Pareto(PictureSize size) => Draw("pareto", size, new JsonObject { ["columns"] = ColumnsNode() });

    public async Task<string> Parallel(PictureSize size, CancellationToken cancellation) =>
        Draw("parallel", size, new JsonObject { ["columns"] = ColumnsNode(), ["importance"] = await ImportanceNode(cancellation) });

    public async Task<string> Importances(PictureSize size, CancellationToken cancellation) => Draw("importance", size, new JsonObject { ["importance"] = await ImportanceNode(cancellation) });

    /// <param name="path">One of the columns' parameters.</param>
    public async Task<string> Slice(string path, PictureSize size, CancellationToken cancellation) =>
        Draw("slice", size, new JsonObject { ["columns"] = ColumnsNode(), ["importance"] = await ImportanceNode(cancellation), ["x"] = path });

    public async Task<string> Surface(string x, string y, PictureSize size, CancellationToken cancellation) =>
        Draw("surface", size, new JsonObject { ["columns"] = ColumnsNode(), ["surface"] = Node(await sweeps.Surface(Sweep, x, y, cancellation), ApiJson.Default.SweepSurface) });

    public async Task<string> Timeline(PictureSize size, CancellationToken cancellation)
    {
        var pages = new List<SweepTimeline>();
        for (long? after = 0; after is { } position; after = pages[^1].More) pages.Add(await sweeps.Timeline(Sweep, position, cancellation));
        var (timeline, leftOut) = SweepTimeline.Join(pages, MostAttempts);
        var latest = timeline.Start.Concat(timeline.End.OfType<long>()).DefaultIfEmpty(0).Max();
        return Draw("timeline", size, new JsonObject { ["timeline"] = Node(timeline, ApiJson.Default.SweepTimeline), ["now"] = latest, ["leftOut"] = leftOut });
    }

    /// <summary>Learning curves of the objective, train dashed against validation.</summary>
    public async Task<string> Curves(IReadOnlyList<NamedTrial> trials, PictureSize size, CancellationToken cancellation)
    {
        var lines = new JsonArray();
        foreach (var (name, number) in trials)
        {
            var page = new MeasurementPage(await sweeps.Measurements(Sweep, number, cancellation), null);
            lines.Add(new JsonObject { ["name"] = name, ["measurements"] = Node(page, ApiJson.Default.MeasurementPage)["measurements"]!.DeepClone() });
        }
        return Draw("curves", size, new JsonObject { ["trials"] = lines, ["measure"] = columns.Objective[(columns.Objective.IndexOf('.') + 1)..] });
    }

    /// <summary>What trials get right on a part of the data.</summary>
    public string Ranks(string picture, IReadOnlyList<(string Name, Evaluation Evaluation)> trials, string part, PictureSize size) => Draw(picture, size, new JsonObject
    {
        ["trials"] = new JsonArray([.. trials.Select(trial => new JsonObject { ["name"] = trial.Name, ["evaluation"] = Node(trial.Evaluation, EvaluationJson.Default.Evaluation) })]),
        ["part"] = part,
    });

    /// <summary>Every label's average precision on a part of the data, as colours.</summary>
    /// <param name="trials">At least one, the baseline first.</param>
    /// <param name="difference">Whether what is shown is the gain over the first of them.</param>
    public string Labels(IReadOnlyList<EvaluatedTrial> trials, string part, bool difference, PictureSize size) => Draw("labels", size, new JsonObject
    {
        ["found"] = new JsonObject
        {
            ["labels"] = new JsonArray([.. trials[0].Evaluation.Labels.Select(label => JsonValue.Create(label))]),
            ["positives"] = new JsonArray([.. trials[0].Evaluation.TrainingPositives.Select(count => JsonValue.Create(count))]),
            ["trials"] = new JsonArray([.. trials.Select(trial => new JsonObject { ["name"] = trial.Name, ["ap"] = new JsonArray([.. trial.Evaluation.Parts.Of(part).Ap.Select(ap => ap is { } value ? JsonValue.Create(value) : null)]) })]),
        },
        ["difference"] = difference,
    });

    /// <summary>The fixed baseline, and the best trials by rank, as a heat map has them; those without an evaluation are left out.</summary>
    public async Task<IReadOnlyList<EvaluatedTrial>> Labelled(int best, CancellationToken cancellation)
    {
        var ranked = columns.Ranked().Where(number => number != columns.Baseline).Take(best);
        var evaluated = new List<EvaluatedTrial>();
        foreach (var number in columns.Baseline is { } baseline ? ranked.Prepend(baseline) : ranked)
        {
            try
            {
                var isBaseline = number == columns.Baseline;
                evaluated.Add(new($"trial {number}{(isBaseline ? " (baseline)" : "")}", isBaseline, await sweeps.Evaluation(Sweep, number, cancellation)));
            }
            catch (Exception refusal) when (refusal is RefusedException or ServerRefusedException)
            {
                // Another trial's colours tell more than that this one has none.
            }
        }
        return evaluated;
    }

    private JsonNode ColumnsNode() => Node(columns, ApiJson.Default.TrialColumns);

    private async Task<JsonNode> ImportanceNode(CancellationToken cancellation) => Node(await Importance(cancellation), ApiJson.Default.SweepImportance);

    private string Draw(string picture, PictureSize size, JsonObject given) => drawer.Svg(picture, given.ToJsonString(), size.Width, size.Height);

    private static JsonNode Node<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToNode(value, type)!;
}

/// <summary>Pixels of the page; an SVG has no others.</summary>
internal readonly record struct PictureSize(int Width, int Height);

/// <summary>A trial as a legend calls it.</summary>
internal readonly record struct NamedTrial(string Name, int Number);

/// <summary>A trial as a legend calls it, with how it does label by label.</summary>
internal sealed record EvaluatedTrial(string Name, bool IsBaseline, Evaluation Evaluation);
