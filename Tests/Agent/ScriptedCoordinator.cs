using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Shared.Protocol;
using Shared.Space;
using Shared.Trials;

namespace Tests.Agent;

/// <summary>
/// A coordinator that speaks the real protocol on loopback and does what a test tells it: grants what is asked, goes
/// away, loses replies. It remembers what it was told.
/// </summary>
internal sealed class ScriptedCoordinator : IAsyncDisposable
{
    public const string Token = "a-worker's-token";

    private readonly WebApplication server;
    private readonly Channel<Grant> waiting = Channel.CreateUnbounded<Grant>();
    private readonly ConcurrentDictionary<(int Slot, long Number), Grant> granted = new();
    private readonly ConcurrentDictionary<AttemptToken, Verdict> verdicts = new();
    private readonly ConcurrentDictionary<string, int> repliesToLose = new();
    private readonly Channel<ClaimRequest> claims = Channel.CreateUnbounded<ClaimRequest>();
    private readonly Channel<Measurement> measurements = Channel.CreateUnbounded<Measurement>();
    private readonly Channel<(AttemptToken Attempt, FinishRequest Request)> outcomes = Channel.CreateUnbounded<(AttemptToken, FinishRequest)>();
    private readonly Channel<JoinRequest> joins = Channel.CreateUnbounded<JoinRequest>();
    private readonly Channel<LeaveRequest> leaves = Channel.CreateUnbounded<LeaveRequest>();
    private readonly Channel<RenewRequest> renewals = Channel.CreateUnbounded<RenewRequest>();
    private readonly Channel<Checkpoint> checkpoints = Channel.CreateUnbounded<Checkpoint>();
    private readonly Channel<ClaimRequest> abandoned = Channel.CreateUnbounded<ClaimRequest>();
    private readonly Channel<ArtefactAddress> uploads = Channel.CreateUnbounded<ArtefactAddress>();
    private readonly Channel<(AttemptToken, LogLine)> printed = Channel.CreateUnbounded<(AttemptToken, LogLine)>();
    private readonly Channel<string> refusedWhileAway = Channel.CreateUnbounded<string>();

    private volatile bool forgetful;

    private ScriptedCoordinator(WebApplication server) => this.server = server;

    public Uri Address => new(server.Urls.First() + "/");

    /// <summary>Every request that was answered or heard, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public ConcurrentDictionary<ArtefactAddress, byte[]> Artefacts { get; } = new();

    public ChannelReader<ClaimRequest> Claims => claims.Reader;

    public ChannelReader<Measurement> Measurements => measurements.Reader;

    public ChannelReader<(AttemptToken Attempt, FinishRequest Request)> Outcomes => outcomes.Reader;

    public ChannelReader<JoinRequest> Joins => joins.Reader;

    public ChannelReader<LeaveRequest> Leaves => leaves.Reader;

    public ChannelReader<RenewRequest> Renewals => renewals.Reader;

    /// <summary>Those that attempts named as stored.</summary>
    public ChannelReader<Checkpoint> Checkpoints => checkpoints.Reader;

    /// <summary>Claims that a worker no longer waits for.</summary>
    public ChannelReader<ClaimRequest> Abandoned => abandoned.Reader;

    /// <summary>Lines of trainers' logs, as often as they were said.</summary>
    public ChannelReader<(AttemptToken Attempt, LogLine Line)> Printed => printed.Reader;

    /// <summary>No further line is kept.</summary>
    public bool IsLogFull { get; set; }

    /// <summary>Artefacts that were brought, taken or not.</summary>
    public ChannelReader<ArtefactAddress> Uploads => uploads.Reader;

    /// <summary>Requests that met nobody.</summary>
    public ChannelReader<string> Missed => refusedWhileAway.Reader;

    public bool IsAway { get; set; }

    /// <summary>Workers that renew are told to drain.</summary>
    public bool Drains { get; set; }

    /// <summary>No artefact is taken any more.</summary>
    public bool IsFull { get; set; }

    /// <summary>Measurements, and completed results, are answered 500.</summary>
    public bool FailsAtMeasurements { get; set; }

    public bool FailsAtResults { get; set; }

    public double LeaseSeconds { get; init; } = 30;

    /// <param name="certificate">Null: plain HTTP.</param>
    public static async Task<ScriptedCoordinator> StartAsync(int port = 0, double leaseSeconds = 30, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, port, listen =>
        {
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        var server = builder.Build();
        var peer = new ScriptedCoordinator(server) { LeaseSeconds = leaseSeconds };
        peer.Map();
        await server.StartAsync();
        return peer;
    }

    /// <summary>Puts a trial where the next claim finds it. Its data are an artefact of three bytes.</summary>
    public Grant Offer(int trial, double? trialSeconds = null, Checkpoint? checkpoint = null, ArtefactAddress? data = null, TrialSettings? settings = null)
    {
        var grant = new Grant(
            SweepName.Parse("sweep"), trial, 1, AttemptToken.Parse(RandomNumberGenerator.GetHexString(32, lowercase: true)), 7,
            settings ?? Settings, data ?? Store([1, 2, 3]), trialSeconds, LeaseSeconds, checkpoint);
        waiting.Writer.TryWrite(grant);
        return grant;
    }

    public ArtefactAddress Store(byte[] bytes)
    {
        var address = ArtefactAddress.Parse(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        Artefacts[address] = bytes;
        return address;
    }

    /// <summary>From now on measurements and renewals of the attempt are answered so.</summary>
    public void Judge(Grant grant, Verdict verdict) => verdicts[grant.Token] = verdict;

    /// <summary>The next request to an address that ends so is heard, and its reply never arrives.</summary>
    public void LoseReplyTo(string ending) => repliesToLose[ending] = 1;

    /// <summary>The next claim or renewal is told to join first.</summary>
    public void ForgetWorkers() => forgetful = true;

    /// <summary>Fails whoever waits for what will not come.</summary>
    public void HearNoMore(Exception failure)
    {
        outcomes.Writer.TryComplete(failure);
        measurements.Writer.TryComplete(failure);
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await server.StopAsync(atOnce.Token);
        await server.DisposeAsync();
    }

    private static TrialSettings Settings { get; } = new(
        new ModelSettings([8], 0),
        new TrainingSettings(3, 32, null, null, null),
        new Component("bce", ImmutableSortedDictionary<string, ParameterValue>.Empty),
        new Component("none", ImmutableSortedDictionary<string, ParameterValue>.Empty),
        new Component("adam", ImmutableSortedDictionary<string, ParameterValue>.Empty.Add("learning_rate", new ParameterValue.Number(0.008))),
        "zero",
        new Objective("validation.macro_ap", Maximise: true));

    private void Map()
    {
        server.Use(ListenAsync);
        server.MapPost("/v1/workers", async (HttpContext http) =>
        {
            joins.Writer.TryWrite(await ReadAsync(http, ProtocolJson.Default.JoinRequest));
            return Results.Json(new JoinReply(LeaseSeconds), ProtocolJson.Default.JoinReply);
        });
        server.MapPost("/v1/workers/leave", async (HttpContext http) =>
        {
            leaves.Writer.TryWrite(await ReadAsync(http, ProtocolJson.Default.LeaveRequest));
            return Results.NoContent();
        });
        server.MapPost("/v1/claims", async (HttpContext http) =>
        {
            var claim = await ReadAsync(http, ProtocolJson.Default.ClaimRequest);
            claims.Writer.TryWrite(claim);
            if (Forgets() is { } refusal) return refusal;
            return await GrantAsync(claim, http.RequestAborted) is { } grant ? Results.Json(grant, ProtocolJson.Default.Grant) : Results.NoContent();
        });
        server.MapPost("/v1/renewals", async (HttpContext http) =>
        {
            var renewal = await ReadAsync(http, ProtocolJson.Default.RenewRequest);
            renewals.Writer.TryWrite(renewal);
            if (Forgets() is { } refusal) return refusal;
            var ended = renewal.Attempts.Where(token => verdicts.GetValueOrDefault(token) == Verdict.Gone).ToArray();
            return Results.Json(new RenewReply(ended, Drains), ProtocolJson.Default.RenewReply);
        });
        server.MapPost("/v1/attempts/{token}/measurements", async (HttpContext http, string token) =>
        {
            var request = await ReadAsync(http, ProtocolJson.Default.MeasureRequest);
            if (FailsAtMeasurements) return Results.StatusCode(500);
            if (request.Checkpoint is { } checkpoint) checkpoints.Writer.TryWrite(checkpoint);
            foreach (var measurement in request.Measurements) measurements.Writer.TryWrite(measurement);
            return Results.Json(new MeasureReply(verdicts.GetValueOrDefault(AttemptToken.Parse(token))), ProtocolJson.Default.MeasureReply);
        });
        server.MapPost("/v1/attempts/{token}/log", async (HttpContext http, string token) =>
        {
            foreach (var line in (await ReadAsync(http, ProtocolJson.Default.LogRequest)).Lines) printed.Writer.TryWrite((AttemptToken.Parse(token), line));
            return Results.Json(new LogReply(IsLogFull), ProtocolJson.Default.LogReply);
        });
        server.MapPost("/v1/attempts/{token}/outcome", async (HttpContext http, string token) =>
        {
            var request = await ReadAsync(http, ProtocolJson.Default.FinishRequest);
            if (FailsAtResults && request.Result is AttemptResult.Completed) return Results.StatusCode(500);
            outcomes.Writer.TryWrite((AttemptToken.Parse(token), request));
            var next = request.Next is { } claim ? await GrantAsync(claim, http.RequestAborted) : null;
            return Results.Json(new FinishReply(true, next), ProtocolJson.Default.FinishReply);
        });
        server.MapGet("/v1/artefacts/{address}", (string address) =>
            Artefacts.TryGetValue(ArtefactAddress.Parse(address), out var bytes) ? Results.Bytes(bytes) : Results.Problem("no such artefact", statusCode: 404));
        server.MapPut("/v1/artefacts/{address}", async (HttpContext http, string address) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            uploads.Writer.TryWrite(ArtefactAddress.Parse(address));
            if (IsFull) return Results.Problem("the quota of artefacts is used up", statusCode: 413);
            return Store(body.ToArray()) == ArtefactAddress.Parse(address) ? Results.Created() : Results.UnprocessableEntity();
        });
    }

    private IResult? Forgets()
    {
        if (!forgetful) return null;
        forgetful = false;
        return Results.Problem("the worker has not joined", statusCode: 409);
    }

    private async Task ListenAsync(HttpContext http, RequestDelegate next)
    {
        var request = $"{http.Request.Method} {http.Request.Path}";
        if (IsAway)
        {
            refusedWhileAway.Writer.TryWrite(request);
            http.Abort();
            return;
        }
        Requests.Enqueue(request);
        if (http.Request.Headers.Authorization != $"Bearer {Token}")
        {
            await Results.Problem("the token is unknown", statusCode: 401).ExecuteAsync(http);
            return;
        }
        var loses = repliesToLose.Keys.Any(ending => http.Request.Path.Value!.EndsWith(ending, StringComparison.Ordinal) && repliesToLose.TryRemove(ending, out _));
        if (loses) http.Response.Body = new MemoryStream();
        await next(http);
        if (loses) http.Abort();
    }

    /// <summary>The same claim gets the same attempt.</summary>
    private async Task<Grant?> GrantAsync(ClaimRequest claim, CancellationToken aborted)
    {
        if (granted.TryGetValue((claim.Slot, claim.Number), out var before)) return before;
        if (!waiting.Reader.TryRead(out var grant))
        {
            if (claim.WaitSeconds == 0) return null;
            try
            {
                grant = await waiting.Reader.ReadAsync(aborted);
            }
            catch (Exception error) when (error is OperationCanceledException or ChannelClosedException)
            {
                abandoned.Writer.TryWrite(claim);
                return null;
            }
        }
        granted[(claim.Slot, claim.Number)] = grant;
        return grant;
    }

    private static async Task<T> ReadAsync<T>(HttpContext http, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        await http.Request.ReadFromJsonAsync(type) ?? throw new InvalidDataException("a request was null");
}
