using System.Globalization;
using System.Text.Json;

namespace Benchmarks.Dispatch;

/// <summary>Trials a second through the whole path: HTTP, decider, durable ledger.</summary>
internal static class Throughput
{
    public const double Seconds = 6, WarmUp = 6;

    /// <param name="Claim">Milliseconds that a request which claims takes.</param>
    public sealed record Row(string Ledger, Talk Talk, int Workers, double TrialsPerSecond, double P50, double P99, double CoordinatorCpu, double ClientCpu, double DatabaseCpu)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"  {Ledger,-10} {(Talk == Talk.FinishAndClaim ? "finish and claim" : "four requests"),-17} {Workers,3} workers {TrialsPerSecond,7:F0} trials/s   claim p50 {P50,6:F2} ms, p99 {P99,6:F2} ms   cpu: coordinator {CoordinatorCpu:F2}, clients {ClientCpu:F2}, database {DatabaseCpu:F2} cores");
    }

    /// <param name="coordinator">Its processor time is told.</param>
    public static async Task<Row> Measure(string ledger, BenchProcess coordinator, Uri server, string token, int workers, Talk talk, double rate = 0)
    {
        var (coordinatorCpu, databaseCpu) = (coordinator.CpuSeconds, Usage.PostgresCpuSeconds());
        var result = await Load(server, token, workers, Seconds, talk, rate);
        return new Row(
            ledger, talk, workers, result.Trials / result.Seconds, result.P50, result.P99,
            (coordinator.CpuSeconds - coordinatorCpu) / result.Seconds, result.CpuSeconds / result.Seconds, (Usage.PostgresCpuSeconds() - databaseCpu) / result.Seconds);
    }

    public static async Task<LoadResult> Load(Uri server, string token, int workers, double seconds, Talk talk, double rate = 0)
    {
        using var load = new BenchProcess(
            "load", server.ToString(), token, workers.ToString(CultureInfo.InvariantCulture), seconds.ToString(CultureInfo.InvariantCulture), talk.ToString(), rate.ToString(CultureInfo.InvariantCulture));
        return JsonSerializer.Deserialize<LoadResult>(await load.Says())!;
    }
}
