using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Coordinator.Deciding.Analysis;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Coordinator.Http;
using Coordinator.Ledger;
using Shared.Protocol;
using Shared.Randomness;
using Shared.Space;
using Shared.Spec;
using Shared.Trials;
using Tests.Search.Surrogates;

namespace Benchmarks;

/// <summary>
/// What a page asks of a big sweep: how long each answer holds the writer's loop, how long it takes beside it, and how long it is. Trials
/// are of the surrogate that is shaped like the example; the ledger is SQLite, each result with sixty measures.
/// </summary>
internal static class AnalysisBenchmark
{
    private const int Repeats = 5;

    private static readonly int[] Sizes = [40, 1_000, 10_000];

    public static async Task Run(IReadOnlyList<string> _)
    {
        var results = new Dictionary<string, Dictionary<string, double>>();
        foreach (var trials in Sizes)
        {
            var folder = Directory.CreateTempSubdirectory("sweeps-analysis-").FullName;
            try
            {
                results[$"{trials}"] = await Measure(folder, trials);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
            Console.WriteLine($"{trials} trials: {string.Join(", ", results[$"{trials}"].Select(figure => $"{figure.Key} {figure.Value:0.##}"))}");
        }
        Console.WriteLine(JsonSerializer.Serialize(results));
    }

    private static async Task<Dictionary<string, double>> Measure(string folder, int trials)
    {
        var path = Path.Combine(folder, "ledger.db");
        var surrogate = DebtagsSurrogate.Create(1);
        var state = await FilledLedger.Write(path, surrogate, trials);
        var sweep = state.Sweeps.Values.Single();
        await using var reader = SqliteLedgerReader.Open(path);

        var outline = SweepOutline.Of(sweep, TimeSpan.Zero);
        var columns = TrialColumns.Of(outline);
        var timeline = await TimelineReader.Read(reader, sweep.Spec.Name, sweep.LaunchedAt, 0, state.Position, TimelineReader.Most, default);
        var forest = SweepForest.Fit(outline);
        var figures = new Dictionary<string, double>
        {
            ["loop_ms"] = Least(() => SweepOutline.Of(sweep, TimeSpan.Zero)),
            ["columns_ms"] = Least(() => JsonSerializer.SerializeToUtf8Bytes(TrialColumns.Of(outline), ApiJson.Default.TrialColumns)),
            ["timeline_ms"] = Least(() => JsonSerializer.SerializeToUtf8Bytes(
                TimelineReader.Read(reader, sweep.Spec.Name, sweep.LaunchedAt, 0, state.Position, TimelineReader.Most, default).GetAwaiter().GetResult(), ApiJson.Default.SweepTimeline)),
            ["fit_ms"] = Least(() => SweepForest.Fit(outline)),
            ["importance_ms"] = Least(() => SweepImportance.Of(SweepForest.Fit(outline))),
            ["surface_ms"] = Least(() => SweepSurface.Of(forest, "loss.weighted_bce.pos_weight", "optimizer.adam.learning_rate")),
            ["explained"] = SweepImportance.Of(forest).Explained ?? double.NaN,
        };
        AddLength("columns", columns, ApiJson.Default.TrialColumns);
        AddLength("timeline", timeline, ApiJson.Default.SweepTimeline);
        foreach (var parameter in SweepImportance.Of(forest).Parameters.Take(5)) Console.WriteLine($"  {parameter.Path} {parameter.Importance:0.000}");
        return figures;

        void AddLength<T>(string name, T value, JsonTypeInfo<T> type)
        {
            var plain = JsonSerializer.SerializeToUtf8Bytes(value, type);
            var packed = new MemoryStream();
            figures[$"{name}_gzip_ms"] = Least(() =>
            {
                packed.SetLength(0);
                using var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true);
                gzip.Write(plain);
                return 0;
            });
            (figures[$"{name}_bytes"], figures[$"{name}_gzip_bytes"]) = (plain.Length, packed.Length);
        }
    }

    /// <summary>Time of this process's cores, and the least of a few: what else the machine does is no property of ours. The first brings the code up to speed.</summary>
    private static double Least<T>(Func<T> run)
    {
        GC.KeepAlive(run());
        return Enumerable.Range(0, Repeats).Min(_ =>
        {
            var begun = Environment.CpuUsage.TotalTime;
            GC.KeepAlive(run());
            return (Environment.CpuUsage.TotalTime - begun).TotalMilliseconds;
        });
    }
}
