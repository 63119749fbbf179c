using Benchmarks;

// One benchmark a file; each prints what it measures and ends with a line of JSON.
Dictionary<string, Action> benchmarks = new()
{
    ["search"] = SearchBenchmark.Run,
    ["train"] = TrainBenchmark.Run,
};

if (args is [var name] && benchmarks.TryGetValue(name, out var run))
{
    run();
    return 0;
}
Console.Error.WriteLine($"usage: ./bench {string.Join('|', benchmarks.Keys)}");
return 2;
