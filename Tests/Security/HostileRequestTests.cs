using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Coordinator.Deciding.Sweeps;
using Coordinator.Http;
using Shared.Protocol;
using Shared.Trials;
using Tests.Deciding;
using Tests.Http;

namespace Tests.Security;

/// <summary>Requests that nobody means well with, at every door.</summary>
public sealed class HostileRequestTests : IAsyncLifetime
{
    private const int Requests = 10_000, AtOnce = 8;

    private readonly CollectedLog log = new();
    private LiveServer live = null!;

    public async ValueTask InitializeAsync() => live = await LiveServer.Start(logger: log);

    public ValueTask DisposeAsync() => live.DisposeAsync();

    [Fact]
    public async Task Ten_thousand_malformed_requests_are_refused_without_a_failure_and_leave_the_coordinator_and_its_ledger_in_order()
    {
        var hostile = new HostileRequests(20261125);
        var requests = Enumerable.Range(0, Requests).Select(_ => hostile.Next(Doors.Expected)).ToList();
        // Of attempts whose tokens they know, so that bodies reach the rules behind.
        var grant = (await live.Coordinator.Claim(1)).Value!;
        foreach (var request in requests)
            request.RequestUri = new Uri(live.Server.Address, request.RequestUri!.OriginalString.Replace("/attempts/rare/", $"/attempts/{grant.Token}/", StringComparison.Ordinal));
        var bad = new List<string>();
        var statuses = new SortedDictionary<int, int>();
        var closed = 0;

        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (request, _) =>
        {
            // A claim may have been made to wait; that is no failure.
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(request.RequestUri!.AbsolutePath == "/v1/claims" ? 0.3 : 30));
            try
            {
                using var reply = await live.Client.SendAsync(request, patience.Token);
                var status = (int)reply.StatusCode;
                var isProblem = status < 400 || request.Method == HttpMethod.Head || reply.Content.Headers.ContentType?.MediaType == Problems.Media || status is 400 or 416;
                lock (bad)
                {
                    statuses[status] = statuses.GetValueOrDefault(status) + 1;
                    if (status >= 500 || !isProblem) bad.Add($"{request.Method} {request.RequestUri.PathAndQuery}: {status}");
                }
            }
            catch (OperationCanceledException) when (request.RequestUri!.AbsolutePath == "/v1/claims")
            {
            }
            catch (HttpRequestException) when (request.Content?.Headers.ContentLength > 1 << 20)
            {
                // Refused while it was still being sent.
            }
            catch (HttpRequestException)
            {
                // The connection was one that an earlier refusal closed while this request was on its way.
                lock (bad) closed++;
            }
            request.Dispose();
        });

        Assert.Empty(log.Errors.Distinct());
        Assert.Empty(bad);
        Assert.InRange(closed, 0, Requests / 100);
        Assert.Contains(400, statuses.Keys);
        Assert.Contains(422, statuses.Keys);
        await IsInOrder();
    }

    [Fact]
    public async Task A_request_said_again_changes_nothing()
    {
        var grant = (await live.Coordinator.Claim(1)).Value!;
        var finish = new FinishRequest([Scenario.Measured(1, 0.5)], Scenario.Completed(0.5), null);
        await live.Client.PostAsJsonAsync($"/v1/attempts/{grant.Token}/outcome", finish, ProtocolJson.Default.FinishRequest);
        await live.Client.PostAsync("/v1/sweeps/rare/pause", null);
        await live.Client.DeleteAsync($"/v1/tokens/{live.Token(Coordinator.Deciding.Access.Role.Viewer).Id}");
        var position = live.Tail.Position;

        for (var n = 0; n < 3; n++)
        {
            await live.Client.PostAsJsonAsync("/v1/workers", new JoinRequest(Scenario.Ada, 1, "cpu"), ProtocolJson.Default.JoinRequest);
            await live.Client.PostAsJsonAsync($"/v1/attempts/{grant.Token}/measurements", new MeasureRequest([Scenario.Measured(1, 0.9)]), ProtocolJson.Default.MeasureRequest);
            await live.Client.PostAsJsonAsync($"/v1/attempts/{grant.Token}/outcome", finish with { Result = Scenario.Completed(0.9) }, ProtocolJson.Default.FinishRequest);
            await live.Client.PostAsync("/v1/sweeps/rare/pause", null);
            await live.Client.DeleteAsync($"/v1/tokens/{live.Token(Coordinator.Deciding.Access.Role.Viewer).Id}");
        }

        Assert.Equal(position, live.Tail.Position);
    }

    [Theory]
    [InlineData("/v1/artefacts/../../../../etc/passwd")]
    [InlineData("/v1/artefacts/%2e%2e%2f%2e%2e%2fetc%2fpasswd")]
    [InlineData("/v1/artefacts/..%5c..%5cetc%5cpasswd")]
    [InlineData("/v1/artefacts//etc/passwd")]
    [InlineData("/v1/artefacts/%00")]
    [InlineData("/v1/sweeps/../../etc/passwd")]
    [InlineData("/v1/sweeps/%2e%2e/spec")]
    [InlineData("/v1/sweeps/rare%00/spec")]
    [InlineData("/../../etc/passwd")]
    [InlineData("//etc/passwd")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://evil.example/v1/sweeps")]
    [InlineData("*")]
    public async Task No_path_leads_out(string target)
    {
        var (status, text) = await Raw($"GET {target} HTTP/1.1\r\nHost: {live.Server.Address.Authority}\r\nAuthorization: Bearer {LiveServer.Everything}\r\nConnection: close\r\n\r\n");

        Assert.InRange(status, 400, 499);
        Assert.DoesNotContain("root:", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host: a\r\nHost: b")]
    [InlineData("Host: HOST\r\nContent-Length: 5\r\nTransfer-Encoding: chunked")]
    [InlineData("Host: HOST\r\nContent-Length: 5\r\nContent-Length: 6")]
    [InlineData("Host: HOST\r\nContent-Length: -1")]
    [InlineData("Host: HOST\r\nTransfer-Encoding: gzip")]
    [InlineData("Host: HOST\r\nX: a\0b")]
    [InlineData("Host: HOST\r\n folded: x")]
    [InlineData("Host: evil.example")]
    [InlineData("Host: HOST\r\nOrigin: null")]
    [InlineData("Host: HOST\r\nOrigin: http://evil.example")]
    public async Task Headers_that_say_two_things_are_refused(string headers)
    {
        var (status, _) = await Raw($"POST /v1/claims HTTP/1.1\r\n{headers.Replace("HOST", live.Server.Address.Authority)}\r\nAuthorization: Bearer {LiveServer.Everything}\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n0\r\n\r\n");

        Assert.InRange(status, 400, 499);
    }

    /// <summary>It answers, it decides, and its ledger is read and folded by a program that begins anew.</summary>
    private async Task IsInOrder()
    {
        await live.Coordinator.Submit(new FleetCommand.Launch(Scenario.Spec() with { Name = SweepName.Parse("afterwards") }, "text", Scenario.Data, DateTimeOffset.UnixEpoch));
        Assert.Equal(HttpStatusCode.OK, (await live.Client.GetAsync("/v1/sweeps/afterwards")).StatusCode);
        var state = new FleetState();
        for (var page = await live.Reader.ReadAfter(0, null, 1000, default); page.Count > 0; page = await live.Reader.ReadAfter(page[^1].Position, null, 1000, default))
            foreach (var past in page) state.Evolve(past.Event);
        Assert.Equal(live.Tail.Position, state.Position);
    }

    private async Task<(int Status, string Text)> Raw(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(live.Server.Address.Host, live.Server.Address.Port);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(client.GetStream());
        var text = await reader.ReadToEndAsync();
        return (int.Parse(text.Split(' ')[1]), text);
    }
}
