using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Coordinator.Client;
using Coordinator.Deciding.Analysis;
using Coordinator.Deciding.Views;
using Coordinator.Http;
using Shared.Protocol;
using Shared.Trials;

namespace Coordinator.Web;

/// <summary>A sweep's pictures as SVG documents: the same that the page shows. What they are of is asked for when a picture first needs it.</summary>
internal sealed class SweepPictures(ISweepSource sweeps, SweepName sweep, PictureDrawer drawer)
{
    private TrialColumns? columns;
    private SweepImportance? importance;

    public async Task<TrialColumns> Columns(CancellationToken cancellation) => columns ??= await sweeps.Columns(sweep, cancellation);

    public async Task<SweepImportance> Importance(CancellationToken cancellation) => importance ??= await sweeps.Importance(sweep, cancellation);

    public async Task<string> History(PictureSize size, CancellationToken cancellation) => Draw("history", size, new JsonObject { ["columns"] = await ColumnsNode(cancellation) });

    public async Task<string> Pareto(PictureSize size, CancellationToken cancellation) => Draw("pareto", size, new JsonObject { ["columns"] = await ColumnsNode(cancellation) });

    public async Task<string> Parallel(PictureSize size, CancellationToken cancellation) =>
        Draw("parallel", size, new JsonObject { ["columns"] = await ColumnsNode(cancellation), ["importance"] = await ImportanceNode(cancellation) });

    public async Task<string> Importances(PictureSize size, CancellationToken cancellation) => Draw("importance", size, new JsonObject { ["importance"] = await ImportanceNode(cancellation) });

    /// <param name="path">One of the parameters of <see cref="Columns"/>.</param>
    public async Task<string> Slice(string path, PictureSize size, CancellationToken cancellation) =>
        Draw("slice", size, new JsonObject { ["columns"] = await ColumnsNode(cancellation), ["importance"] = await ImportanceNode(cancellation), ["x"] = path });

    public async Task<string> Surface(string x, string y, PictureSize size, CancellationToken cancellation) =>
        Draw("surface", size, new JsonObject { ["columns"] = await ColumnsNode(cancellation), ["surface"] = Node(await sweeps.Surface(sweep, x, y, cancellation), ApiJson.Default.SweepSurface) });

    public async Task<string> Timeline(PictureSize size, CancellationToken cancellation)
    {
        var timeline = await sweeps.Timeline(sweep, 0, cancellation);
        var latest = timeline.Start.Concat(timeline.End.OfType<long>()).DefaultIfEmpty(0).Max();
        return Draw("timeline", size, new JsonObject { ["timeline"] = Node(timeline, ApiJson.Default.SweepTimeline), ["now"] = latest });
    }

    /// <summary>Learning curves of the objective, train dashed against validation.</summary>
    public async Task<string> Curves(IReadOnlyList<NamedTrial> trials, PictureSize size, CancellationToken cancellation)
    {
        var lines = new JsonArray();
        foreach (var (name, number) in trials)
        {
            var page = new MeasurementPage(await sweeps.Measurements(sweep, number, cancellation), null);
            lines.Add(new JsonObject { ["name"] = name, ["measurements"] = Node(page, ApiJson.Default.MeasurementPage)["measurements"]!.DeepClone() });
        }
        var objective = (await Columns(cancellation)).Objective;
        return Draw("curves", size, new JsonObject { ["trials"] = lines, ["measure"] = objective[(objective.IndexOf('.') + 1)..] });
    }

    /// <summary>What trials get right on a part of the data.</summary>
    public string Ranks(string picture, IReadOnlyList<(string Name, Evaluation Evaluation)> trials, string part, PictureSize size) => Draw(picture, size, new JsonObject
    {
        ["trials"] = new JsonArray([.. trials.Select(trial => new JsonObject { ["name"] = trial.Name, ["evaluation"] = Node(trial.Evaluation, EvaluationJson.Default.Evaluation) })]),
        ["part"] = part,
    });

    private async Task<JsonNode> ColumnsNode(CancellationToken cancellation) => Node(await Columns(cancellation), ApiJson.Default.TrialColumns);

    private async Task<JsonNode> ImportanceNode(CancellationToken cancellation) => Node(await Importance(cancellation), ApiJson.Default.SweepImportance);

    private string Draw(string picture, PictureSize size, JsonObject given) => drawer.Svg(picture, given.ToJsonString(), size.Width, size.Height);

    private static JsonNode Node<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToNode(value, type)!;
}

/// <summary>Pixels of the page; an SVG has no others.</summary>
internal readonly record struct PictureSize(int Width, int Height);

/// <summary>A trial as a legend calls it.</summary>
internal readonly record struct NamedTrial(string Name, int Number);
