using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Coordinator.Artefacts;
using Shared.Protocol;
using Shared.Trials;
using Tests.Deciding;
using Tests.Http;
using Tests.Peers;
using Tests.Running;

namespace Tests.Artefacts;

/// <summary>Artefacts over HTTP, from PostgreSQL.</summary>
public sealed class ArtefactApiTests(SharedPostgres postgres) : IAsyncLifetime
{
    private PostgresPlace place = null!;
    private IArtefactStore store = null!;
    private LiveServer live = null!;
    private LiveCoordinator coordinator = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        place = await PostgresPlace.Create(await postgres.NewDatabase());
        store = ArtefactStores.Open(ArtefactStores.WithLedger, place.Address, "", new ArtefactLimits(1_000_000, 1_500_000), TimeProvider.System);
        live = await LiveServer.Start(artefacts: store);
        (coordinator, client) = (live.Coordinator, live.Client);
    }

    public async ValueTask DisposeAsync()
    {
        await live.DisposeAsync();
        await store.DisposeAsync();
        await place.DisposeAsync();
    }

    [Fact]
    public async Task An_artefact_is_read_whole_in_part_and_not_at_all_where_the_reader_has_it()
    {
        var content = new Content(700_001);
        Assert.Equal(HttpStatusCode.Created, (await Put(content)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Put(content)).StatusCode);

        using var whole = await client.GetAsync(PathOf(content));
        Assert.Equal(content.Bytes, await whole.Content.ReadAsByteArrayAsync());
        Assert.Equal((700_001, $"\"{content.Address}\""), (whole.Content.Headers.ContentLength, whole.Headers.ETag!.Tag));
        Assert.Equal("nosniff", Assert.Single(whole.Headers.GetValues("X-Content-Type-Options")));

        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, PathOf(content)));
        Assert.Equal((HttpStatusCode.OK, 700_001), (head.StatusCode, head.Content.Headers.ContentLength));

        using var rest = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, PathOf(content)) { Headers = { Range = new RangeHeaderValue(600_000, null) } });
        Assert.Equal(HttpStatusCode.PartialContent, rest.StatusCode);
        Assert.Equal(content.Bytes[600_000..], await rest.Content.ReadAsByteArrayAsync());

        using var known = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, PathOf(content)) { Headers = { IfNoneMatch = { whole.Headers.ETag } } });
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/v1/artefacts/{new string('a', 64)}")).StatusCode);
    }

    [Fact]
    public async Task What_is_too_much_is_refused_with_what_to_do_about_it()
    {
        var (first, second, large) = (new Content(900_000), new Content(700_000), new Content(1_000_001));
        Assert.Equal(HttpStatusCode.Created, (await Put(first)).StatusCode);

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "an artefact has at most 1000000 bytes (the coordinator's --artefact-limit)"), await Problem(await Put(large)));
        var (status, full) = await Problem(await Put(second));
        Assert.Equal(HttpStatusCode.InsufficientStorage, status);
        Assert.StartsWith("no room for 700000 bytes: artefacts take 900000 bytes of at most ", full);
        Assert.Equal(0, await place.HalfStored());
    }

    [Fact]
    public async Task What_is_too_large_is_refused_before_it_is_sent()
    {
        var content = new Content(1_000_001);
        using var request = new HttpRequestMessage(HttpMethod.Put, PathOf(content)) { Content = new HeldContent(1_000_001), Headers = { ExpectContinue = true } };

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Content_without_a_length_is_counted_as_it_comes()
    {
        var content = new Content(1_000_001);
        using var request = new HttpRequestMessage(HttpMethod.Put, PathOf(content)) { Content = new StreamContent(content.ToStream()), Headers = { TransferEncodingChunked = true } };

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.SendAsync(request)).StatusCode);
        Assert.False(await store.Contains(content.Address, default));
    }

    [Fact]
    public async Task A_result_or_checkpoint_that_names_what_is_not_stored_is_refused_and_counts_once_it_is()
    {
        var grant = (await coordinator.Claim(1)).Value!;
        var weights = new Content(1000);
        var result = Scenario.Completed(0.5) with { Artefacts = new Dictionary<string, ArtefactAddress> { ["weights"] = weights.Address } };

        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, $"the artefact 'checkpoint' ({weights.Address}) is not stored here: store it before saying what it belongs to"),
            await Problem(await Measure(grant, new Checkpoint(1, weights.Address))));
        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, $"the artefact 'weights' ({weights.Address}) is not stored here: store it before saying what it belongs to"),
            await Problem(await Finish(grant, result)));
        Assert.True(await coordinator.Reign.Read(state => state.IsLive(grant.Token)));

        await Put(weights);
        Assert.True(await Counted(await Finish(grant, result)));

        // Said again after the artefact was outdone and swept: still counted, and no error.
        await store.Delete(weights.Address, await store.Now(default), default);
        Assert.True(await Counted(await Finish(grant, result)));
    }

    private Task<HttpResponseMessage> Measure(Grant grant, Checkpoint checkpoint) => client.PostAsJsonAsync(
        $"/v1/attempts/{grant.Token}/measurements", new MeasureRequest([], checkpoint), ProtocolJson.Default.MeasureRequest);

    private Task<HttpResponseMessage> Finish(Grant grant, AttemptResult result) => client.PostAsJsonAsync(
        $"/v1/attempts/{grant.Token}/outcome", new FinishRequest([], result, null), ProtocolJson.Default.FinishRequest);

    private static async Task<bool> Counted(HttpResponseMessage reply) => (await reply.Content.ReadFromJsonAsync(ProtocolJson.Default.FinishReply))!.Counted;

    private Task<HttpResponseMessage> Put(Content content) => client.PutAsync(PathOf(content), new ByteArrayContent(content.Bytes));

    private static string PathOf(Content content) => $"/v1/artefacts/{content.Address}";

    private static async Task<(HttpStatusCode Status, string? Detail)> Problem(HttpResponseMessage reply) =>
        (reply.StatusCode, (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());

    /// <summary>Says how long it is, and fails the test's request if it has to send anything.</summary>
    private sealed class HeldContent(long length) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new InvalidOperationException("it was asked for");

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }
}
