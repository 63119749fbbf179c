using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Coordinator.Client;
using Coordinator.Deciding.Access;
using Coordinator.Deciding.Sweeps;
using Coordinator.Http;
using Shared.Protocol;
using Shared.Trials;
using Tests.Artefacts;
using Tests.Deciding;

namespace Tests.Http;

/// <summary>A trial's evaluation over HTTP, packed or not, and why there is none.</summary>
public sealed class EvaluationApiTests : IAsyncLifetime
{
    private const string Path = "/v1/sweeps/rare/trials/0/evaluation";

    private static readonly Evaluation Small = new(1, ["a", "b"], [5, 2], [0.5f, 0.25f], new EvaluatedParts(new EvaluatedPart(
        3, [1, 0], [0.5, null], [0.5, null], null, new TunedDecisions([1, 0], [1, 0]), [[2], []], [null, null], new PooledCurve(1, 6, [1], [2]))));

    private LiveServer live = null!;

    public async ValueTask InitializeAsync() => live = await LiveServer.Start();

    public ValueTask DisposeAsync() => live.DisposeAsync();

    [Fact]
    public async Task It_is_sent_as_it_is_stored_to_whoever_takes_gzip_and_unpacked_to_others()
    {
        var stored = Pack(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(Small, EvaluationJson.Default.Evaluation));
        await Complete(stored);

        using var packed = await Get("gzip, br");
        using var plain = await Get(null);
        using var refusing = await Get("gzip;q=0");

        Assert.Equal(stored, await packed.Content.ReadAsByteArrayAsync());
        Assert.Equal(["gzip"], packed.Content.Headers.ContentEncoding);
        foreach (var reply in new[] { plain, refusing })
        {
            Assert.Empty(reply.Content.Headers.ContentEncoding);
            Assert.Equivalent(Small, await reply.Content.ReadFromJsonAsync(EvaluationJson.Default.Evaluation), strict: true);
        }
        foreach (var reply in new[] { packed, plain })
            Assert.Equal(("application/json", "Accept-Encoding", "nosniff", true), (
                reply.Content.Headers.ContentType!.MediaType, reply.Headers.Vary.Single(), reply.Headers.GetValues("X-Content-Type-Options").Single(), reply.Headers.Contains("Sweeps-Position")));
    }

    [Fact]
    public async Task The_client_reads_it()
    {
        await Complete(Pack(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(Small, EvaluationJson.Default.Evaluation)));
        await using var client = new SweepsClient(
            new ServerConnection([live.Server.Address], live.Token(Role.Viewer).ToString(), null, TimeSpan.FromSeconds(5)), TimeProvider.System);
        Assert.Equivalent(Small, await client.Evaluation(Scenario.Sweep, 0, default), strict: true);
    }

    [Fact]
    public async Task A_trial_without_one_says_why()
    {
        Assert.Equal("trial 0 has no evaluation: it is not completed, but waiting", await Refused());
        await Complete(null);
        Assert.Equal("trial 0 has no evaluation: its trainer left none, or there was no room to store it", await Refused());
    }

    [Fact]
    public async Task One_that_is_not_kept_any_more_is_told_with_the_rule()
    {
        var address = await Complete(Pack("{}"u8.ToArray()));
        await live.Coordinator.Artefacts.Delete(address!.Value, DateTimeOffset.MaxValue, default);

        Assert.Equal(
            "trial 0 has no evaluation: it is not kept any more; kept are those of the 500 best trials, of the 500 completed last, of the baseline and of the best plain bce", await Refused());
    }

    public static TheoryData<byte[]> Unsound => new(Encoding.UTF8.GetBytes("<script>"), Pack(new byte[65 << 20]), [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 7, 7, 7, 7]);

    [Theory, MemberData(nameof(Unsound))]
    public async Task What_a_strange_trainer_stored_under_the_name_hurts_nobody(byte[] content)
    {
        await Complete(content);
        Assert.Equal("trial 0 has no evaluation: what its trainer stored under that name is no JSON compressed by gzip", await Refused());
    }

    private async Task<string> Refused()
    {
        using var reply = await Get(null);
        Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode);
        return (await reply.Content.ReadFromJsonAsync(ApiJson.Default.Problem))!.Detail;
    }

    private Task<HttpResponseMessage> Get(string? accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Path);
        if (accept is not null) request.Headers.Add("Accept-Encoding", accept);
        return live.As(Role.Viewer).SendAsync(request);
    }

    private async Task<ArtefactAddress?> Complete(byte[]? evaluation)
    {
        var result = Scenario.Completed(0.5);
        ArtefactAddress? address = null;
        if (evaluation is not null)
        {
            var content = new Content(evaluation);
            Assert.Null(await live.Coordinator.Artefacts.Store(content.Address, content.ToStream(), default));
            address = content.Address;
            result = result with { Artefacts = new Dictionary<string, ArtefactAddress> { [TrialFiles.Evaluation] = content.Address } };
        }
        var grant = (await live.Coordinator.Claim(1)).Value!;
        Assert.Null((await live.Coordinator.Submit(new FleetCommand.Finish(grant.Token, [], result, DateTimeOffset.UnixEpoch))).Rejection);
        return address;
    }

    private static byte[] Pack(byte[] json)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(json);
        return packed.ToArray();
    }
}
