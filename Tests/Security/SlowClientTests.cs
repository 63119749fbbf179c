using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Coordinator.Http;
using Tests.Http;

namespace Tests.Security;

/// <summary>Clients that take their time, or too much room.</summary>
public sealed class SlowClientTests : IAsyncLifetime
{
    private const int Slow = 20;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private LiveServer live = null!;

    public async ValueTask InitializeAsync() => live = await LiveServer.Start(options: ServerOptions.Loopback() with { HeadersTimeout = Limit, BodyGrace = 2 * Limit, MostConnections = 64 });

    public ValueTask DisposeAsync() => live.DisposeAsync();

    [Fact]
    public Task Headers_that_trickle_are_cut_off_while_others_are_served() => CutsOff("GET /v1/sweeps HTTP/1.1\r\nHost: x\r\nX-Slow: ");

    [Fact]
    public Task Bodies_that_trickle_are_cut_off_while_others_are_served() => CutsOff(
        $"POST /v1/claims HTTP/1.1\r\nHost: {live.Server.Address.Authority}\r\nAuthorization: Bearer {LiveServer.Everything}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{{");

    [Fact]
    public async Task A_claim_that_waits_is_not_slow()
    {
        var waited = Stopwatch.StartNew();
        await live.Coordinator.Claim(1);
        using var reply = await live.Client.PostAsync("/v1/claims", new StringContent(
            """{"worker":{"name":"ada","incarnation":"1"},"slot":1,"number":1,"wait_seconds":4}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")));

        Assert.Equal(HttpStatusCode.NoContent, reply.StatusCode);
        Assert.InRange(waited.Elapsed, TimeSpan.FromSeconds(4) - TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task More_connections_than_may_be_are_closed_and_free_again_when_others_leave()
    {
        var open = new List<TcpClient>();
        for (var n = 0; n < 80; n++) open.Add(await Connect());
        // Those within the limit get an answer to half a request (none yet); those beyond it are closed at once.
        var closed = 0;
        foreach (var client in open) if (await IsClosed(client, TimeSpan.FromMilliseconds(50))) closed++;
        Assert.InRange(closed, 80 - 64, 80);

        foreach (var client in open) client.Dispose();
        await Tests.Agent.Soon.Happens(Answered(), "an answer after the others left");

        async Task Answered()
        {
            while (true)
            {
                try
                {
                    if ((await live.Client.GetAsync("/healthz")).StatusCode == HttpStatusCode.OK) return;
                }
                catch (HttpRequestException)
                {
                    // Not all of them have left.
                }
            }
        }
    }

    [Theory]
    [InlineData("X-Big: ", 20_000, 431)]
    [InlineData("Authorization: Bearer ", 20_000, 431)]
    public async Task Headers_that_are_too_large_are_refused(string header, int length, int status) =>
        Assert.Equal(status, await StatusOf($"GET /v1/sweeps HTTP/1.1\r\nHost: {live.Server.Address.Authority}\r\n{header}{new string('a', length)}\r\n\r\n"));

    [Fact]
    public async Task Lines_and_numbers_of_headers_that_are_too_large_are_refused()
    {
        Assert.Equal(414, await StatusOf($"GET /{new string('a', 9000)} HTTP/1.1\r\nHost: x\r\n\r\n"));
        Assert.Equal(431, await StatusOf($"GET / HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Range(0, 100).Select(n => $"X-{n}: 1\r\n"))}\r\n"));
    }

    [Theory]
    [InlineData("/v1/claims", 1 << 20)]
    [InlineData("/v1/sweeps", 1 << 20)]
    [InlineData("/v1/attempts/00000000000000000000000000000000/outcome", 32 << 20)]
    public async Task Bodies_that_are_too_large_are_refused_before_they_are_read(string path, long most)
    {
        var request = $"POST {path} HTTP/1.1\r\nHost: {live.Server.Address.Authority}\r\nAuthorization: Bearer {LiveServer.Everything}\r\nContent-Type: application/json\r\nContent-Length: {most + 1}\r\n\r\n";

        Assert.Equal(413, await StatusOf(request));
    }

    private async Task CutsOff(string beginning)
    {
        var slow = await Task.WhenAll(Enumerable.Range(0, Slow).Select(_ => Connect()));
        foreach (var client in slow) await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(beginning));
        var ends = Task.WhenAll(slow.Select(Trickle));

        var worst = TimeSpan.Zero;
        while (!ends.IsCompleted)
        {
            var begun = Stopwatch.GetTimestamp();
            Assert.Equal(HttpStatusCode.OK, (await live.Client.GetAsync("/v1/sweeps")).StatusCode);
            var took = Stopwatch.GetElapsedTime(begun);
            if (took > worst) worst = took;
        }

        foreach (var lived in await ends) Assert.InRange(lived, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.InRange(worst, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        foreach (var client in slow) client.Dispose();
    }

    /// <summary>Writes a byte now and then until it is cut off, and says how long that took.</summary>
    private static async Task<TimeSpan> Trickle(TcpClient client)
    {
        var begun = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        var end = End(client);
        try
        {
            while (!end.IsCompleted && await timer.WaitForNextTickAsync()) await client.GetStream().WriteAsync("a"u8.ToArray());
        }
        catch (IOException)
        {
            // Cut off.
        }
        await Tests.Agent.Soon.Happens(end, "the end of a slow connection");
        return Stopwatch.GetElapsedTime(begun);
    }

    /// <summary>Completes when the server has closed the connection.</summary>
    private static async Task End(TcpClient client)
    {
        var buffer = new byte[4096];
        try
        {
            while (await client.GetStream().ReadAsync(buffer) > 0) { }
        }
        catch (IOException)
        {
            // Reset.
        }
    }

    private static async Task<bool> IsClosed(TcpClient client, TimeSpan within)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(within) == 0;
        }
        catch (IOException)
        {
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<int> StatusOf(string request)
    {
        using var client = await Connect();
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(client.GetStream());
        return int.Parse((await reader.ReadLineAsync())!.Split(' ')[1]);
    }

    private async Task<TcpClient> Connect()
    {
        var client = new TcpClient();
        await client.ConnectAsync(live.Server.Address.Host, live.Server.Address.Port);
        return client;
    }
}
