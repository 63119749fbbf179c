using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Coordinator.Deciding.Search;
using Shared.Randomness;
using Shared.Space;
using Tests.Search.Surrogates;

namespace Benchmarks;

/// <summary>
/// Samplers against each other on families of surrogates, paired by seed: what is left between the best trial and the optimum
/// after 40 and after 100 trials. Optuna's sampler joins when Debian's python3-optuna is installed.
/// </summary>
internal static class SearchBenchmark
{
    private const string Ours = "tpe";
    private const int Seeds = 30;
    private static readonly int[] Budgets = [40, 100];

    private static readonly (string Name, Func<ulong, Surrogate> Create)[] Families =
    [
        ("debtags", DebtagsSurrogate.Create),
        ("algorithms", AlgorithmsSurrogate.Create),
        ("tree", TreeSurrogate.Create),
        ("hartmann", HartmannSurrogate.Create),
        ("network", NetworkSurrogate.Create),
    ];

    public static void Run()
    {
        var contenders = new Dictionary<string, Func<Surrogate, ulong, double[]>>
        {
            [Ours] = (surrogate, seed) => Sweep(new TpeSampler(seed), surrogate, seed),
            ["quasi_random"] = (surrogate, seed) => Sweep(new QuasiRandomSampler(seed), surrogate, seed),
        };
        using var optuna = OptunaProcess.TryStart();
        if (optuna is null) Console.WriteLine("python3-optuna is not installed: no comparison with Optuna");
        else
            foreach (var name in OptunaProcess.Samplers)
                contenders[name] = (surrogate, seed) => optuna.Sweep(name, surrogate, seed, Budgets[^1]);

        var results = new Dictionary<string, object>();
        foreach (var (family, create) in Families)
        {
            var surrogates = Enumerable.Range(1, Seeds).Select(seed => create((ulong)seed)).ToArray();
            var regrets = contenders.ToDictionary(
                contender => contender.Key,
                contender => surrogates.Select((surrogate, i) => contender.Value(surrogate, (ulong)i + 1)).ToArray());
            foreach (var budget in Budgets) results[$"{family}_{budget}"] = Compare(family, budget, regrets);
        }
        results["milliseconds_a_proposal"] = new Dictionary<string, double> { ["100"] = Milliseconds(100), ["1000"] = Milliseconds(1000), ["10000"] = Milliseconds(10_000) };
        Console.WriteLine(JsonSerializer.Serialize(results));
    }

    /// <summary>The regret after each trial: the true cost of the trial that looks best so far, above the least cost there is.</summary>
    public static double[] Sweep(ISampler sampler, Surrogate surrogate, ulong seed)
    {
        var trials = ImmutableArray.CreateBuilder<PastTrial>();
        var incumbent = new Incumbent(surrogate);
        for (var number = 0; number < Budgets[^1]; number++)
        {
            var assignment = number < surrogate.Baselines.Length
                ? surrogate.Baselines[number]
                : ((Proposal.Next)sampler.Propose(surrogate.Space, new History(trials.ToImmutable()), new SeededGenerator(seed, "propose", $"{number}"))).Assignment;
            var cost = surrogate.Observe(assignment, seed, number);
            trials.Add(new PastTrial(number, assignment, new PastState.Finished(cost)));
            incumbent.Observe(assignment, cost);
        }
        return incumbent.Regrets;
    }

    private static Dictionary<string, object> Compare(string family, int budget, Dictionary<string, double[][]> regrets)
    {
        var final = regrets.ToDictionary(pair => pair.Key, pair => pair.Value.Select(curve => curve[budget - 1]).ToArray());
        var ours = Median(final[Ours]);
        var comparison = new Dictionary<string, object> { ["median_regret"] = final.ToDictionary(pair => pair.Key, pair => Math.Round(Median(pair.Value), 5)) };
        foreach (var (name, theirs) in final)
        {
            if (name == Ours) continue;
            var wins = final[Ours].Zip(theirs, (a, b) => a < b ? 1.0 : a == b ? 0.5 : 0.0).Average();
            comparison[name] = new Dictionary<string, double> { ["ratio"] = Math.Round(Median(theirs) / ours, 2), ["win_rate"] = Math.Round(wins, 2) };
        }
        Console.WriteLine($"{family,-11} after {budget,3}: " + string.Join("  ", final.Select(pair => $"{pair.Key} {Median(pair.Value):F5}")));
        return comparison;
    }

    private static double Milliseconds(int trials)
    {
        var surrogate = DebtagsSurrogate.Create(1);
        var random = new SeededGenerator(1, "points");
        var history = new History([.. Enumerable.Range(0, trials)
            .Select(number => (number, assignment: surrogate.Space.FromUnit([.. surrogate.Space.Parameters.Select(_ => random.NextDouble())])))
            .Select(pair => new PastTrial(pair.number, pair.assignment, new PastState.Finished(surrogate.Observe(pair.assignment, 1, pair.number))))]);
        var sampler = new TpeSampler(1);
        var times = new List<double>();
        for (var repeat = 0; repeat < 30; repeat++)
        {
            var watch = Stopwatch.StartNew();
            sampler.Propose(surrogate.Space, history, new SeededGenerator(1, "time", $"{repeat}"));
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        return Math.Round(Median([.. times.Skip(10)]), 2);
    }

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private sealed class Incumbent(Surrogate surrogate)
    {
        private readonly List<double> regrets = [];
        private double best = double.PositiveInfinity;
        private double regret;

        public double[] Regrets => [.. regrets];

        public void Observe(Assignment assignment, double cost)
        {
            if (cost < best) (best, regret) = (cost, surrogate.Cost(assignment) - surrogate.Least);
            regrets.Add(regret);
        }
    }

    /// <summary>The Python side of the benchmark, over a pipe.</summary>
    private sealed class OptunaProcess(Process process) : IDisposable
    {
        public static readonly string[] Samplers = ["optuna_tpe", "optuna_tpe_group"];

        public static OptunaProcess? TryStart()
        {
            const string Python = "/usr/bin/python3";
            if (!File.Exists(Python)) return null;
            using (var probe = Process.Start(new ProcessStartInfo(Python, ["-c", "import optuna"]) { RedirectStandardError = true })!)
            {
                probe.WaitForExit();
                if (probe.ExitCode != 0) return null;
            }
            var script = Path.Combine(AppContext.BaseDirectory, "search_optuna.py");
            return new OptunaProcess(Process.Start(new ProcessStartInfo(Python, [script]) { RedirectStandardInput = true, RedirectStandardOutput = true })!);
        }

        public double[] Sweep(string sampler, Surrogate surrogate, ulong seed, int trials)
        {
            var request = new { sampler, seed, trials, space = surrogate.Space, baselines = surrogate.Baselines };
            process.StandardInput.WriteLine(JsonSerializer.Serialize(request));
            var incumbent = new Incumbent(surrogate);
            for (var number = 0; number < trials; number++)
            {
                var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("Optuna's process ended early");
                var assignment = JsonSerializer.Deserialize<Assignment>(line)!;
                var cost = surrogate.Observe(assignment, seed, number);
                process.StandardInput.WriteLine(cost.ToString("R", CultureInfo.InvariantCulture));
                incumbent.Observe(assignment, cost);
            }
            return incumbent.Regrets;
        }

        public void Dispose()
        {
            process.StandardInput.Close();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
