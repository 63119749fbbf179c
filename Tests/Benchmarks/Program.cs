using Benchmarks;

// One benchmark a file; each prints what it measures and ends with a line of JSON.
Dictionary<string, Action> benchmarks = new()
{
    ["search"] = SearchBenchmark.Run,
    ["train"] = TrainBenchmark.Run,
};

if (args is ["coordinator", var folder, var token, var sweeps])
{
    await Benchmarks.Dispatch.BenchCoordinator.Run(folder, token, int.Parse(sweeps));
    return 0;
}
if (args is ["load", var server, var secret, var workers, var seconds, var talk, var rate])
{
    Console.WriteLine(await Benchmarks.Dispatch.LoadClient.Run(new Uri(server), secret, int.Parse(workers), double.Parse(seconds), Enum.Parse<Benchmarks.Dispatch.Talk>(talk), double.Parse(rate)));
    return 0;
}
if (args is [var name] && benchmarks.TryGetValue(name, out var run))
{
    run();
    return 0;
}
Console.Error.WriteLine($"usage: ./bench {string.Join('|', benchmarks.Keys)}");
return 2;
