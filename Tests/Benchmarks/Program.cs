using System.Globalization;
using System.Text.Json;
using Benchmarks;
using Benchmarks.Dispatch;

// One benchmark a file; each prints what it measures and ends with a line of JSON. What it needs in other processes is a mode of this program.
Dictionary<string, Func<IReadOnlyList<string>, Task>> benchmarks = new()
{
    ["search"] = _ => Task.Run(SearchBenchmark.Run),
    ["train"] = _ => Task.Run(TrainBenchmark.Run),
    ["page"] = PageBenchmark.Run,
    ["dispatch"] = DispatchBenchmark.Run,
    ["analysis"] = AnalysisBenchmark.Run,
};

switch (args)
{
    case ["coordinator", var ledger, var port]:
        await BenchCoordinator.Run(ledger, Whole(port));
        return 0;
    case ["load", var server, var token, var workers, var seconds, var talk, var rate]:
        var result = await LoadClient.Run(new Uri(server), token, Whole(workers), Real(seconds), Enum.Parse<Talk>(talk), Real(rate));
        Console.WriteLine(JsonSerializer.Serialize(result));
        return 0;
    case ["idle", var server, var token, var workers]:
        await IdleFleet.Run(new Uri(server), token, Whole(workers));
        return 0;
    case [var name, .. var parts] when benchmarks.TryGetValue(name, out var run):
        await run(parts);
        return 0;
    default:
        Console.Error.WriteLine($"usage: ./bench {string.Join('|', benchmarks.Keys)}");
        return 2;
}

static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);
static double Real(string text) => double.Parse(text, CultureInfo.InvariantCulture);
