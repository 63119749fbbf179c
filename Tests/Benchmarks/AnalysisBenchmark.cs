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
    private const int Repeats = 5, Epochs = 5, Measures = 60;

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
        var state = await Fill(path, surrogate, trials);
        var sweep = state.Sweeps.Values.Single();
        await using var reader = SqliteLedgerReader.Open(path);

        var outline = SweepOutline.Of(sweep, TimeSpan.Zero);
        var columns = TrialColumns.Of(outline);
        var timeline = await TimelineReader.Read(reader, sweep.Spec.Name, sweep.LaunchedAt, 0, state.Position, default);
        var forest = SweepForest.Fit(outline);
        var figures = new Dictionary<string, double>
        {
            ["loop_ms"] = Least(() => SweepOutline.Of(sweep, TimeSpan.Zero)),
            ["columns_ms"] = Least(() => JsonSerializer.SerializeToUtf8Bytes(TrialColumns.Of(outline), ApiJson.Default.TrialColumns)),
            ["timeline_ms"] = Least(() => JsonSerializer.SerializeToUtf8Bytes(
                TimelineReader.Read(reader, sweep.Spec.Name, sweep.LaunchedAt, 0, state.Position, default).GetAwaiter().GetResult(), ApiJson.Default.SweepTimeline)),
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

    private static async Task<FleetState> Fill(string path, Surrogate surrogate, int trials)
    {
        var spec = ((SpecReading.Accepted)SpecReader.Read($$"""
            name: analysed
            objective: validation.macro_ap
            trials: {{trials}}
            data: { format: debtags }
            search: { loss: bce }
            """)).Spec with
        { Space = surrogate.Space, Baselines = [] };
        var worker = new WorkerLife("filler", "1");
        var (state, events, at) = (new FleetState(), new List<LedgerEvent>(), DateTimeOffset.UnixEpoch);
        Take(new FleetCommand.TakeLeadership("filler", at));
        Take(new FleetCommand.Launch(spec, "filled", ArtefactAddress.Parse(new string('d', 64)), at));
        Take(new FleetCommand.Join(worker, 1, "cpu", at));
        var random = new SeededGenerator(1, "fill");
        for (var trial = 0; trial < trials; trial++)
        {
            at += TimeSpan.FromSeconds(5);
            var token = AttemptToken.Parse(trial.ToString("x32"));
            var assignment = Draw(surrogate.Space, random);
            Take(new FleetCommand.Propose(spec.Name, trial, assignment, "filler/1", state.Position, at));
            Take(new FleetCommand.Claim(worker, 0, trial + 1, token, at));
            var values = Enumerable.Range(0, Measures).ToDictionary(i => $"test.measure_{i}", _ => random.NextDouble());
            values["validation.macro_ap"] = -surrogate.Observe(assignment, 1, trial);
            for (var epoch = 1; epoch <= Epochs; epoch++) Take(new FleetCommand.Measure(token, [new Measurement(epoch, epoch, values)], at));
            Take(new FleetCommand.Finish(token, [], new AttemptResult.Completed(Epochs, random.NextDouble() * 10, values, ImmutableDictionary<string, ArtefactAddress>.Empty), at));
        }
        await using var ledger = SqliteLedger.Open(path);
        await ledger.Append(1, events, [], default);
        return state;

        void Take(FleetCommand command)
        {
            var decision = Decider.Decide(state, command);
            if (decision.Rejection is { } rejection) throw new InvalidOperationException(rejection.Message);
            foreach (var next in decision.Events) state.Evolve(next);
            events.AddRange(decision.Events);
        }
    }

    private static Assignment Draw(SearchSpace space, SeededGenerator random)
    {
        while (true)
        {
            var assignment = space.FromUnit([.. space.Parameters.Select(_ => random.NextDouble())]);
            if (!space.Forbids(assignment)) return assignment;
        }
    }
}
