using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Shared.Protocol;
using Shared.Trials;

namespace Benchmarks.Dispatch;

/// <summary>How long nobody answers after the active coordinator is killed: asked of the other one, every ten milliseconds.</summary>
internal static class Failover
{
    public const int Kills = 10;

    public static async Task<double[]> Measure(string database, Func<int> freePort)
    {
        var pair = new List<(BenchProcess Process, Uri Address)> { Start(), Start() };
        await BenchSweeps.Launch(pair[0].Address, BenchCoordinator.Token, "failover");
        var life = new WorkerLife("failover", "1");
        await Join(pair[0].Address);
        var seconds = new double[Kills];
        for (var kill = 0; kill < Kills; kill++)
        {
            var active = await IsActive(pair[0].Address) ? 0 : 1;
            var other = pair[1 - active];
            await Join(other.Address); // it follows, and hands on
            pair[active].Process.Kill();
            var begun = Stopwatch.GetTimestamp();
            await Join(other.Address);
            seconds[kill] = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            pair[active].Process.Dispose();
            pair[active] = Start();
            await Join(pair[active].Address);
        }
        foreach (var (process, _) in pair) process.Dispose();
        return [.. seconds.Order()];

        (BenchProcess, Uri) Start()
        {
            var port = freePort();
            return (new BenchProcess("coordinator", database, port.ToString()), new Uri($"http://127.0.0.1:{port}"));
        }

        // A write that is durable before it is answered; asked until it is.
        async Task Join(Uri server)
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new LeaveRequest(life), ProtocolJson.Default.LeaveRequest);
            var again = JsonSerializer.SerializeToUtf8Bytes(new JoinRequest(life, 1, "cpu"), ProtocolJson.Default.JoinRequest);
            while (true)
            {
                try
                {
                    using var connection = new LoadConnection(server, BenchCoordinator.Token);
                    if ((await connection.Post("/v1/workers/leave", body)).Status < 300 && (await connection.Post("/v1/workers", again)).Status < 300) return;
                }
                catch (Exception error) when (error is System.Net.Sockets.SocketException or IOException)
                {
                    // Not there yet, or gone.
                }
                await Task.Delay(10);
            }
        }
    }

    private static async Task<bool> IsActive(Uri server)
    {
        using var http = new HttpClient { BaseAddress = server };
        http.DefaultRequestHeaders.Authorization = new("Bearer", BenchCoordinator.Token);
        using var status = JsonDocument.Parse(Encoding.UTF8.GetString(await http.GetByteArrayAsync("/v1/status")));
        return status.RootElement.GetProperty("active").GetBoolean();
    }
}
