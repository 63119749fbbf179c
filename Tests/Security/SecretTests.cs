using System.IO.Compression;
using System.Net.Http.Json;
using System.Text;
using Coordinator.Deciding.Access;
using Coordinator.Deciding.Sweeps;
using Coordinator.Http;
using Shared.Protocol;
using Shared.Trials;
using Tests.Artefacts;
using Tests.Deciding;
using Tests.Http;

namespace Tests.Security;

/// <summary>What opens a door is looked for in everything that leaves the coordinator.</summary>
public sealed class SecretTests
{
    [Fact]
    public async Task No_secret_is_in_a_reply_to_people_a_log_line_or_the_ledger()
    {
        var log = new CollectedLog();
        await using var live = await LiveServer.Start(logger: log);
        var life = new WorkerLife("grace", "incarnation7d41c9");
        await live.Client.PostAsJsonAsync("/v1/workers", new JoinRequest(life, 1, "cpu"), ProtocolJson.Default.JoinRequest);
        var claimed = await live.Client.PostAsJsonAsync("/v1/claims", new ClaimRequest(life, 0, 1, 0), ProtocolJson.Default.ClaimRequest);
        var grant = (await claimed.Content.ReadFromJsonAsync(ProtocolJson.Default.Grant))!;
        var created = (await (await live.Client.PostAsJsonAsync("/v1/tokens", new CreateTokenRequest("ci", Role.Admin), ApiJson.Default.CreateTokenRequest)).Content.ReadFromJsonAsync(ApiJson.Default.CreatedToken))!;
        await live.Client.PostAsJsonAsync($"/v1/attempts/{grant.Token}/measurements", new MeasureRequest([Scenario.Measured(1, 0.5)]), ProtocolJson.Default.MeasureRequest);
        await live.Client.PostAsJsonAsync($"/v1/attempts/{grant.Token}/log", new LogRequest([new LogLine(1, "hello")]), ProtocolJson.Default.LogRequest);
        await Complete(live, grant.Token);
        await Provoke(live, grant.Token, created.Token);

        string[] secrets = [created.Token[^43..], TokenText.HashOf(created.Token[^43..]), LiveServer.Everything, grant.Token.ToString(), life.Incarnation];
        var replies = new StringBuilder();
        foreach (var door in Doors.Expected.Where(door => door.Method == "GET" && !door.Audience.Contains("worker", StringComparison.Ordinal)))
        {
            var path = door.Path.Replace("{**file}", "", StringComparison.Ordinal).Replace("{name}", "rare", StringComparison.Ordinal).Replace("{trial}", "0", StringComparison.Ordinal);
            using var reply = await live.Client.GetAsync(path);
            // Of this sweep, with one parameter, there is none.
            var hasNone = door.Path.EndsWith("/surface", StringComparison.Ordinal);
            Assert.True(reply.IsSuccessStatusCode != hasNone, $"{door}: {reply.StatusCode}");
            replies.Append(reply.Headers).Append(await reply.Content.ReadAsStringAsync());
        }
        replies.Append(await Streamed(live));

        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(secret, replies.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
        }
        // The ledger needs the hash, the attempt's token and the worker's life; what it must not have is a token of the door.
        var ledger = string.Concat((await live.Reader.ReadAfter(0, null, 1000, default)).Select(past => LedgerEventJson.Write(past.Event).Body));
        Assert.DoesNotContain(created.Token[^43..], ledger, StringComparison.Ordinal);
        Assert.DoesNotContain(LiveServer.Everything, ledger, StringComparison.Ordinal);
        Assert.NotEmpty(log.Lines);
    }

    /// <summary>With something to look at behind every door.</summary>
    private static async Task Complete(LiveServer live, AttemptToken attempt)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write("{}"u8);
        var content = new Content(packed.ToArray());
        await live.Coordinator.Artefacts.Store(content.Address, content.ToStream(), default);
        var result = Scenario.Completed(0.5) with { Artefacts = new Dictionary<string, ArtefactAddress> { [TrialFiles.Evaluation] = content.Address } };
        await live.Client.PostAsJsonAsync($"/v1/attempts/{attempt}/outcome", new FinishRequest([], result, null), ProtocolJson.Default.FinishRequest);
    }

    /// <summary>Refusals and failures of every kind, each with a secret in it.</summary>
    private static async Task Provoke(LiveServer live, AttemptToken attempt, string token)
    {
        using var stranger = live.Speak(token + "x");
        await stranger.GetAsync($"/v1/attempts/{attempt}/outcome");
        using var viewer = live.As(Role.Viewer);
        await viewer.PostAsync($"/v1/attempts/{attempt}/outcome", null);
        await live.Client.GetAsync($"/v1/sweeps/{token}");
        await live.Client.GetAsync($"/v1/attempts/{attempt}/outcome");
        await live.Client.PostAsync($"/v1/attempts/{attempt}/outcome", new StringContent($"{{\"x\":\"{token}\"}}", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")));
    }

    private static async Task<string> Streamed(LiveServer live)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/events");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var reply = await live.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await reply.Content.ReadAsStreamAsync());
        var text = new StringBuilder();
        while (!text.ToString().Contains($"id: {live.Tail.Position}\n", StringComparison.Ordinal)) text.Append(await reader.ReadLineAsync()).Append('\n');
        text.Append(await reader.ReadLineAsync()).Append(await reader.ReadLineAsync());
        return text.ToString();
    }
}
