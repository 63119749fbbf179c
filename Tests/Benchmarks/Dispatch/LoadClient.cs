using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Shared.Protocol;
using Shared.Trials;

namespace Benchmarks.Dispatch;

/// <summary>How a no-op trial is asked for and told.</summary>
internal enum Talk
{
    /// <summary>The outcome carries the claim for the next trial.</summary>
    FinishAndClaim,

    /// <summary>Claim, two measurements, outcome.</summary>
    FourRequests,
}

/// <summary>What a run of the load brought.</summary>
/// <param name="ClaimMilliseconds">Latencies of the requests that claim, sorted.</param>
internal sealed record LoadResult(int Trials, double Seconds, double CpuSeconds, double P50, double P99, double Worst);

/// <summary>So many workers of one slot each that train nothing: a process of its own, so that its processor time can be told.</summary>
internal static class LoadClient
{
    private static readonly byte[] Completed = JsonSerializer.SerializeToUtf8Bytes<AttemptResult>(
        new AttemptResult.Completed(1, 0.001, new Dictionary<string, double> { ["validation.macro_ap"] = 0.5 }, new Dictionary<string, ArtefactAddress>()), ProtocolJson.Default.AttemptResult);

    /// <param name="rate">Trials a second in all that are asked for; 0: as fast as it goes.</param>
    public static async Task<LoadResult> Run(Uri server, string token, int workers, double seconds, Talk talk, double rate)
    {
        var latencies = new List<double>[workers];
        var counts = new int[workers];
        using var stop = new CancellationTokenSource();
        var process = Process.GetCurrentProcess();
        var joined = await Task.WhenAll(Enumerable.Range(0, workers).Select(index => Worker.Join(server, token, index)));
        var cpu = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var until = TimeSpan.FromSeconds(seconds);
        await Task.WhenAll(joined.Select((worker, index) => Task.Run(async () =>
        {
            latencies[index] = [];
            var pace = rate > 0 ? TimeSpan.FromSeconds(workers / rate) : TimeSpan.Zero;
            var next = pace * ((double)index / workers);
            while (clock.Elapsed < until)
            {
                if (pace > TimeSpan.Zero)
                {
                    if (next > clock.Elapsed) await Task.Delay(next - clock.Elapsed);
                    next += pace;
                }
                latencies[index].Add(await worker.Trial(talk));
                counts[index]++;
            }
        })));
        var elapsed = clock.Elapsed.TotalSeconds;
        process.Refresh();
        var used = (process.TotalProcessorTime - cpu).TotalSeconds;
        foreach (var worker in joined) worker.Dispose();
        var all = latencies.SelectMany(each => each).Order().ToArray();
        return new LoadResult(counts.Sum(), elapsed, used, all[all.Length / 2], all[(int)(all.Length * 0.99)], all[^1]);
    }

    private sealed class Worker(LoadConnection connection, WorkerLife life) : IDisposable
    {
        private long claim;
        private string? held;

        public static async Task<Worker> Join(Uri server, string token, int index)
        {
            var life = new WorkerLife($"load-{index}", System.Security.Cryptography.RandomNumberGenerator.GetHexString(16, lowercase: true));
            var worker = new Worker(new LoadConnection(server, token), life);
            await worker.Post("/v1/workers", JsonSerializer.SerializeToUtf8Bytes(new JoinRequest(life, 1, "cpu"), ProtocolJson.Default.JoinRequest));
            return worker;
        }

        /// <summary>One trial from claim to outcome; returns the milliseconds that the claiming request took.</summary>
        public async Task<double> Trial(Talk talk)
        {
            if (talk == Talk.FourRequests)
            {
                var asked = Stopwatch.GetTimestamp();
                held = await Claim();
                var milliseconds = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
                for (var epoch = 1; epoch <= 2; epoch++)
                    await Post($"/v1/attempts/{held}/measurements", Encoding.UTF8.GetBytes($$"""{"measurements":[{"epoch":{{epoch}},"seconds":0.1,"values":{"validation.macro_ap":0.5} }]}"""));
                await Post($"/v1/attempts/{held}/outcome", Outcome(false));
                return milliseconds;
            }
            held ??= await Claim();
            var sent = Stopwatch.GetTimestamp();
            claim++;
            held = Token(await Post($"/v1/attempts/{held}/outcome", Outcome(true)));
            return Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
        }

        public void Dispose() => connection.Dispose();

        private async Task<string> Claim()
        {
            claim++;
            while (true)
                if (Token(await Post("/v1/claims", Encoding.UTF8.GetBytes(ClaimText(30)))) is { } token) return token;
        }

        private string ClaimText(int wait) =>
            $$$"""{"worker":{"name":"{{{life.Name}}}","incarnation":"{{{life.Incarnation}}}"},"slot":0,"number":{{{claim}}},"wait_seconds":{{{wait}}} }""";

        private byte[] Outcome(bool claims) => [
            .. """{"measurements":[],"result":"""u8, .. Completed, .. ""","next":"""u8, .. Encoding.UTF8.GetBytes(claims ? ClaimText(0) : "null"), .. "}"u8];

        private async Task<ReadOnlyMemory<byte>> Post(string path, byte[] body)
        {
            var (status, reply) = await connection.Post(path, body);
            return status is >= 200 and < 300 ? reply : throw new InvalidOperationException($"{path} was answered {status}: {Encoding.UTF8.GetString(reply.Span)}");
        }

        /// <summary>The attempt's token in a grant, or null: there was none.</summary>
        private static string? Token(ReadOnlyMemory<byte> reply)
        {
            var at = reply.Span.IndexOf("\"token\":\""u8);
            return at < 0 ? null : Encoding.ASCII.GetString(reply.Span.Slice(at + 9, 32));
        }
    }
}
