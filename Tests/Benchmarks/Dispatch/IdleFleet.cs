using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Shared.Protocol;
using Shared.Trials;

namespace Benchmarks.Dispatch;

/// <summary>
/// Thousands of workers that wait for a trial that never comes, and say that they are there. Each waits on a connection of
/// its own; renewals share some, since a process may not have as many open files everywhere as two for each would be.
/// </summary>
internal static class IdleFleet
{
    public const double RenewSeconds = 5;
    private const int Sharing = 1_000;

    /// <summary>Joins them all, says <c>waiting</c>, and goes on until standard input ends.</summary>
    public static async Task Run(Uri server, string token, int workers)
    {
        using var stop = new CancellationTokenSource();
        var joined = 0;
        var renewals = new List<double>();
        var shared = new System.Collections.Concurrent.ConcurrentBag<LoadConnection>();
        using var free = new SemaphoreSlim(Math.Min(Sharing, workers));
        using var gate = new SemaphoreSlim(64);
        var all = Enumerable.Range(0, workers).Select(index => Task.Run(async () =>
        {
            var life = new WorkerLife($"idle-{index}", index.ToString());
            using var claims = new LoadConnection(server, token);
            await gate.WaitAsync();
            try
            {
                await claims.Post("/v1/workers", JsonSerializer.SerializeToUtf8Bytes(new JoinRequest(life, 1, "cpu"), ProtocolJson.Default.JoinRequest), stop.Token);
            }
            finally
            {
                gate.Release();
            }
            Interlocked.Increment(ref joined);
            var who = $$"""{"name":"{{life.Name}}","incarnation":"{{life.Incarnation}}"}""";
            var renew = Encoding.UTF8.GetBytes($$"""{"worker":{{who}},"attempts":[]}""");
            var claim = Encoding.UTF8.GetBytes($$"""{"worker":{{who}},"slot":0,"number":1,"wait_seconds":30}""");
            await Task.WhenAll(Claiming(), Renewing());

            async Task Claiming()
            {
                while (!stop.IsCancellationRequested) await claims.Post("/v1/claims", claim, stop.Token);
            }

            async Task Renewing()
            {
                await Task.Delay(TimeSpan.FromSeconds(RenewSeconds * index / workers), stop.Token);
                while (!stop.IsCancellationRequested)
                {
                    await free.WaitAsync(stop.Token);
                    var presence = shared.TryTake(out var idle) ? idle : new LoadConnection(server, token);
                    var asked = Stopwatch.GetTimestamp();
                    var (status, _) = await presence.Post("/v1/renewals", renew, stop.Token);
                    shared.Add(presence);
                    free.Release();
                    if (status != 200) throw new InvalidOperationException($"a renewal was answered {status}");
                    lock (renewals) renewals.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                    await Task.Delay(TimeSpan.FromSeconds(RenewSeconds), stop.Token);
                }
            }
        })).ToList();
        while (Volatile.Read(ref joined) < workers)
        {
            await Task.Delay(20);
            if (all.Find(task => task.IsFaulted) is { } failed) await failed;
        }
        Console.Out.WriteLine("waiting");
        await Console.In.ReadToEndAsync();
        await stop.CancelAsync();
        await Task.WhenAll(all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var connection in shared) connection.Dispose();
        if (all.Find(task => task.IsFaulted) is { Exception: { } error }) throw error;
        var sorted = renewals.Order().ToList();
        Console.Out.WriteLine(JsonSerializer.Serialize(new { renewals = sorted.Count, p50 = sorted[sorted.Count / 2], p99 = sorted[(int)(sorted.Count * 0.99)] }));
    }
}
