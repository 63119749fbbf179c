using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Coordinator.Deciding.Access;
using Coordinator.Deciding.Analysis;
using Coordinator.Deciding.Views;
using Coordinator.Http;
using Coordinator.Local;
using Shared.Protocol;
using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Client;

/// <summary>
/// What people ask of a coordinator: one method a request, each patient (<see cref="PatientHttp"/>). Whatever is said twice because a
/// reply was lost happens once.
/// </summary>
internal sealed class SweepsClient(ServerConnection connection, TimeProvider time) : ISweepSource
{
    private const int PageSize = 500;

    private static readonly TimeSpan Answering = TimeSpan.FromSeconds(15), Transferring = TimeSpan.FromMinutes(10);

    private readonly PatientHttp http = new(connection, time);

    public Uri Server => http.Server;

    /// <summary>The highest position of the ledger that a reply told; whatever was read last is as of it.</summary>
    public long Seen => http.Seen;

    public async Task<IReadOnlyList<SweepItem>> Sweeps(CancellationToken cancellation)
    {
        var sweeps = new List<SweepItem>();
        SweepName? after = null;
        do
        {
            var page = await Get($"v1/sweeps?limit={PageSize}{(after is { } name ? $"&after={name}" : "")}", ApiJson.Default.SweepPage, cancellation);
            sweeps.AddRange(page.Sweeps);
            after = page.Next;
        }
        while (after is not null);
        return sweeps;
    }

    public Task<SweepStatus> Status(SweepName sweep, CancellationToken cancellation) => Get($"v1/sweeps/{sweep}", ApiJson.Default.SweepStatus, cancellation);

    public async Task<SweepSpec> Spec(SweepName sweep, CancellationToken cancellation)
    {
        var text = await http.Send(
            () => Ask(HttpMethod.Get, $"v1/sweeps/{sweep}/spec"), (answer, _, until) => answer.Content.ReadAsStringAsync(until), Answering, cancellation);
        return SpecReader.Read(text) is SpecReading.Accepted accepted
            ? accepted.Spec
            : throw new SetUpException($"the spec of sweep '{sweep}' is one that this version of sweeps does not know: use the version that runs on {Server}");
    }

    public async IAsyncEnumerable<TrialSummary> Trials(SweepName sweep, [EnumeratorCancellation] CancellationToken cancellation)
    {
        int? after = null;
        do
        {
            var page = await Get($"v1/sweeps/{sweep}/trials?limit={PageSize}{(after is { } number ? $"&after={number}" : "")}", ApiJson.Default.TrialPage, cancellation);
            foreach (var trial in page.Trials) yield return trial;
            after = page.Next;
        }
        while (after is not null);
    }

    public Task<TrialSummary> Trial(SweepName sweep, int trial, CancellationToken cancellation) =>
        Get($"v1/sweeps/{sweep}/trials/{trial}", ApiJson.Default.TrialSummary, cancellation);

    public async Task<IReadOnlyList<MeasurementItem>> Measurements(SweepName sweep, int trial, CancellationToken cancellation)
    {
        var all = new List<MeasurementItem>();
        string? after = null;
        do
        {
            var page = await Get($"v1/sweeps/{sweep}/trials/{trial}/measurements?limit={PageSize}{(after is null ? "" : $"&after={after}")}", ApiJson.Default.MeasurementPage, cancellation);
            all.AddRange(page.Measurements);
            after = page.Next;
        }
        while (after is not null);
        return all;
    }

    public Task<Evaluation> Evaluation(SweepName sweep, int trial, CancellationToken cancellation) =>
        Get($"v1/sweeps/{sweep}/trials/{trial}/evaluation", EvaluationJson.Default.Evaluation, cancellation);

    public Task<TrialColumns> Columns(SweepName sweep, CancellationToken cancellation) => Get($"v1/sweeps/{sweep}/columns", ApiJson.Default.TrialColumns, cancellation);

    public async IAsyncEnumerable<LogItem> Log(
        SweepName sweep, int trial, int? attempt, (int Attempt, int Sequence) after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var of = attempt is { } one ? $"&attempt={one}" : "";
        string? place = $"{after.Attempt}.{after.Sequence}";
        do
        {
            var page = await Get($"v1/sweeps/{sweep}/trials/{trial}/log?limit={PageSize}&after={place}{of}", ApiJson.Default.LogPage, cancellation);
            foreach (var line in page.Lines) yield return line;
            place = page.Next;
        }
        while (place is not null);
    }

    public async Task<bool> IsOver(SweepName sweep, int trial, CancellationToken cancellation) => (await Trial(sweep, trial, cancellation)).Outcome switch
    {
        "running" => false,
        "waiting" => (await Status(sweep, cancellation)).Ended is not null,
        _ => true,
    };

    /// <summary>What a trial's attempts reported after an attempt's epoch, up to now.</summary>
    public async Task<IReadOnlyList<MeasurementItem>> Measurements(SweepName sweep, int trial, (int Attempt, int Epoch) after, CancellationToken cancellation)
    {
        var measurements = new List<MeasurementItem>();
        string? place = $"{after.Attempt}.{after.Epoch}";
        do
        {
            var page = await Get($"v1/sweeps/{sweep}/trials/{trial}/measurements?limit={PageSize}&after={place}", ApiJson.Default.MeasurementPage, cancellation);
            measurements.AddRange(page.Measurements);
            place = page.Next;
        }
        while (place is not null);
        return measurements;
    }

    public Task<SweepTimeline> Timeline(SweepName sweep, long after, CancellationToken cancellation) =>
        Get(string.Create(CultureInfo.InvariantCulture, $"v1/sweeps/{sweep}/timeline?after={after}"), ApiJson.Default.SweepTimeline, cancellation);

    public Task<SweepImportance> Importance(SweepName sweep, CancellationToken cancellation) => Get($"v1/sweeps/{sweep}/importance", ApiJson.Default.SweepImportance, cancellation);

    public Task<SweepSurface> Surface(SweepName sweep, string x, string y, CancellationToken cancellation) =>
        Get($"v1/sweeps/{sweep}/surface?x={Uri.EscapeDataString(x)}&y={Uri.EscapeDataString(y)}", ApiJson.Default.SweepSurface, cancellation);

    public Task<BestReply> Best(SweepName sweep, CancellationToken cancellation) => Get($"v1/sweeps/{sweep}/best", ApiJson.Default.BestReply, cancellation);

    public IAsyncEnumerable<EventItem> Events(SweepName? sweep, long after, bool follow, CancellationToken cancellation)
    {
        var path = sweep is { } name ? $"v1/sweeps/{name}/events" : "v1/events";
        return follow ? Follow(path, after, cancellation) : Past(path, after, cancellation);
    }

    public Task<CallerItem> Caller(CancellationToken cancellation) => Get("v1/caller", ApiJson.Default.CallerItem, cancellation);

    public Task<CoordinatorStatus> CoordinatorStatus(CancellationToken cancellation) => Get("v1/status", ApiJson.Default.CoordinatorStatus, cancellation);

    public async Task<IReadOnlyList<WorkerItem>> Workers(CancellationToken cancellation) => (await Get("v1/workers", ApiJson.Default.WorkerList, cancellation)).Workers;

    /// <summary>Begins a sweep, or goes on with it.</summary>
    /// <param name="folder">Where the spec lies.</param>
    /// <param name="key">Drawn once a command: the same launch said again is one launch.</param>
    public Task<SweepStatus> Launch(string spec, string folder, ArtefactAddress data, string key, CancellationToken cancellation) => Send(
        () =>
        {
            var request = Ask(HttpMethod.Post, "v1/sweeps", new LaunchRequest(spec, data, folder), ApiJson.Default.LaunchRequest);
            request.Headers.Add(RequestParameters.KeyHeader, key);
            return request;
        },
        ApiJson.Default.SweepStatus, cancellation);

    /// <param name="change"><c>pause</c>, <c>resume</c>, <c>stop</c> or <c>cancel</c>.</param>
    public Task<SweepStatus> Change(SweepName sweep, string change, CancellationToken cancellation) =>
        Send(() => Ask(HttpMethod.Post, $"v1/sweeps/{sweep}/{change}"), ApiJson.Default.SweepStatus, cancellation);

    public Task<SweepStatus> Set(SweepName sweep, ImmutableSortedDictionary<string, string> settings, CancellationToken cancellation) => Send(
        () => Ask(HttpMethod.Patch, $"v1/sweeps/{sweep}", new ChangeRequest(settings), ApiJson.Default.ChangeRequest), ApiJson.Default.SweepStatus, cancellation);

    public async Task<TrialSummary> Retry(SweepName sweep, int trial, CancellationToken cancellation)
    {
        try
        {
            return await Send(() => Ask(HttpMethod.Post, $"v1/sweeps/{sweep}/trials/{trial}/retry"), ApiJson.Default.TrialSummary, cancellation);
        }
        catch (ServerRefusedException refused) when (refused is { IsConflict: true, AfterDoubt: true })
        {
            // The lost answer was a yes: the trial has not failed any more.
            return await Trial(sweep, trial, cancellation);
        }
    }

    public async Task Delete(SweepName sweep, CancellationToken cancellation)
    {
        try
        {
            await http.Send(() => Ask(HttpMethod.Delete, $"v1/sweeps/{sweep}"), (_, _, _) => Task.FromResult(true), Answering, cancellation);
        }
        catch (ServerRefusedException refused) when (refused is { IsUnknownSweep: true, AfterDoubt: true })
        {
            // The lost answer was a yes.
        }
    }

    public Task<WorkerItem> Drain(string worker, CancellationToken cancellation) =>
        Send(() => Ask(HttpMethod.Post, $"v1/workers/{Uri.EscapeDataString(worker)}/drain"), ApiJson.Default.WorkerItem, cancellation);

    /// <summary>If the reply is lost and it is asked again, there is one more token that nobody has seen: it stands in the list, to be revoked.</summary>
    public Task<CreatedToken> CreateToken(string name, Role role, CancellationToken cancellation) =>
        Send(() => Ask(HttpMethod.Post, "v1/tokens", new CreateTokenRequest(name, role), ApiJson.Default.CreateTokenRequest), ApiJson.Default.CreatedToken, cancellation);

    public async Task<IReadOnlyList<TokenItem>> Tokens(CancellationToken cancellation) => (await Get("v1/tokens", ApiJson.Default.TokenList, cancellation)).Tokens;

    public Task RevokeToken(string id, CancellationToken cancellation) =>
        http.Send(() => Ask(HttpMethod.Delete, $"v1/tokens/{Uri.EscapeDataString(id)}"), (_, _, _) => Task.FromResult(true), Answering, cancellation);

    public async Task<bool> Has(ArtefactAddress address, CancellationToken cancellation)
    {
        try
        {
            return await http.Send(() => Ask(HttpMethod.Head, $"v1/artefacts/{address}"), (_, _, _) => Task.FromResult(true), Answering, cancellation);
        }
        catch (ServerRefusedException refused) when (refused.IsNotFound)
        {
            return false;
        }
    }

    /// <summary>Stores a file as the artefact of that address; storing it again is harmless.</summary>
    public Task Store(ArtefactAddress address, string file, CancellationToken cancellation) => http.Send(
        () =>
        {
            var request = Ask(HttpMethod.Put, $"v1/artefacts/{address}");
            request.Content = new StreamContent(File.OpenRead(file)) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
            return request;
        },
        (_, _, _) => Task.FromResult(true), Transferring, cancellation);

    public async Task<bool> Fetch(ArtefactAddress address, string file, CancellationToken cancellation)
    {
        try
        {
            return await http.Send(
                () => Ask(HttpMethod.Get, $"v1/artefacts/{address}"),
                async (answer, server, until) =>
                {
                    await using var body = await answer.Content.ReadAsStreamAsync(until);
                    return await VerifiedFile.Write(body, address, file, until) ? true : throw ServerAnswer.IsNotSweeps(server, $"the content of artefact {address} has another SHA-256");
                },
                Transferring, cancellation);
        }
        catch (ServerRefusedException refused) when (refused.IsNotFound)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (connection.Way is { } way) await way.DisposeAsync();
    }

    private async IAsyncEnumerable<EventItem> Past(string path, long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var page = await Get(string.Create(CultureInfo.InvariantCulture, $"{path}?after={after}&limit={PageSize}"), ApiJson.Default.EventPage, cancellation);
            foreach (var item in page.Events) yield return item;
            if (page.Next is not { } next) yield break;
            after = next;
        }
    }

    /// <summary>Across failovers: whoever takes over sends what comes after the last event that arrived.</summary>
    private async IAsyncEnumerable<EventItem> Follow(string path, long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            await using var stream = await http.Send(
                () =>
                {
                    var request = Ask(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"{path}?after={after}"));
                    request.Headers.Accept.ParseAdd("text/event-stream");
                    return request;
                },
                (answer, server, _) => EventStream.Open(answer, server, cancellation), Answering, cancellation);
            while (await stream.Next(cancellation) is { } item)
            {
                after = item.Position;
                http.See(after);
                yield return item;
            }
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private Task<T> Get<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) => Send(() => Ask(HttpMethod.Get, path), type, cancellation);

    private Task<T> Send<T>(Func<HttpRequestMessage> ask, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        http.Send(ask, (answer, server, until) => ServerAnswer.Read(answer, server, type, until), Answering, cancellation);

    private static HttpRequestMessage Ask(HttpMethod method, string path) => new(method, new Uri(path, UriKind.Relative));

    private static HttpRequestMessage Ask<T>(HttpMethod method, string path, T body, JsonTypeInfo<T> type)
    {
        var request = Ask(method, path);
        request.Content = JsonContent.Create(body, type);
        return request;
    }
}
