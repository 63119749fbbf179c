using System.Diagnostics;
using System.Text.Json;
using Coordinator.Deciding.Search;
using Shared.Randomness;
using Tests.Search.Surrogates;

namespace Benchmarks;

/// <summary>
/// Samplers against each other on families of surrogates, paired by seed: what is left between the best trial and the optimum
/// after 40 and after 100 trials. Optuna's sampler joins for 40 when Debian's python3-optuna is installed; it takes minutes.
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
        // Each gives the regret after each trial.
        var contenders = new Dictionary<string, Func<Surrogate, ulong, double[]>>
        {
            [Ours] = (surrogate, seed) => Sweep(new TpeSampler(seed), surrogate, seed),
            ["quasi_random"] = (surrogate, seed) => Sweep(new QuasiRandomSampler(seed), surrogate, seed),
        };
        using var optuna = OptunaProcess.TryStart();
        if (optuna is null) Console.WriteLine("python3-optuna is not installed: no comparison with Optuna");
        else
            foreach (var name in OptunaProcess.Samplers)
                contenders[name] = (surrogate, seed) => optuna.Sweep(name, surrogate, seed, Budgets[0]);

        var results = new Dictionary<string, object>();
        foreach (var (family, create) in Families)
        {
            var surrogates = Enumerable.Range(1, Seeds).Select(seed => create((ulong)seed)).ToArray();
            var regrets = contenders.ToDictionary(
                contender => contender.Key,
                contender => surrogates.Select((surrogate, i) => contender.Value(surrogate, (ulong)i + 1)).ToArray());
            foreach (var budget in Budgets) results[$"{family}_{budget}"] = Compare(family, budget, regrets);
        }
        results["milliseconds_a_proposal"] = new[] { 100, 1000, 10_000 }.ToDictionary(trials => $"{trials}", Milliseconds);
        Console.WriteLine(JsonSerializer.Serialize(results));
    }

    public static double[] Sweep(ISampler sampler, Surrogate surrogate, ulong seed)
    {
        var history = History.Empty;
        var incumbent = new SearchIncumbent(surrogate);
        for (var number = 0; number < Budgets[^1]; number++)
        {
            var assignment = number < surrogate.Baselines.Length
                ? surrogate.Baselines[number]
                : ((Proposal.Next)sampler.Propose(surrogate.Space, history, new SeededGenerator(seed, "propose", $"{number}"))).Assignment;
            var cost = surrogate.Observe(assignment, seed, number);
            history = history.With(new PastTrial(number, assignment, new PastState.Finished(cost)));
            incumbent.Observe(assignment, cost);
        }
        return incumbent.Regrets;
    }

    private static Dictionary<string, object> Compare(string family, int budget, Dictionary<string, double[][]> regrets)
    {
        var final = regrets.Where(pair => pair.Value[0].Length >= budget)
            .ToDictionary(pair => pair.Key, pair => pair.Value.Select(curve => curve[budget - 1]).ToArray());
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

    /// <summary>Milliseconds that a proposal takes in the space of debtags, the median of twenty once the code is warm.</summary>
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
}
