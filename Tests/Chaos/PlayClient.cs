using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Coordinator.Deciding.Access;
using Coordinator.Http;
using Shared.Trials;

namespace Tests.Chaos;

/// <summary>
/// Somebody with the admin's token who says a thing until it is acknowledged, to whichever coordinator answers. Keeps what was
/// acknowledged, to hold it against the ledger.
/// </summary>
internal sealed class PlayClient : IDisposable
{
    /// <summary>How long somebody who can ask elsewhere waits, and how long somebody who wants it from this very coordinator, on a machine with more to do than it can.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(5), Long = TimeSpan.FromSeconds(60);

    private readonly HttpClient http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(1), UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly IReadOnlyList<StagedCoordinator> coordinators;
    private readonly List<Acknowledged> acknowledged = [];
    private int turn;

    public PlayClient(IReadOnlyList<StagedCoordinator> coordinators, string token)
    {
        this.coordinators = coordinators;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public IReadOnlyList<Acknowledged> Everything
    {
        get
        {
            lock (acknowledged) return [.. acknowledged];
        }
    }

    public Task Store(ArtefactAddress address, byte[] content, CancellationToken cancellation) =>
        Say(() => new HttpRequestMessage(HttpMethod.Put, Relative($"v1/artefacts/{address}")) { Content = Bytes(content) }, cancellation);

    public Task Launch(SweepName sweep, string spec, ArtefactAddress data, CancellationToken cancellation) => Command("launch", sweep, () =>
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Relative("v1/sweeps")) { Content = Json(new LaunchRequest(spec, data), ApiJson.Default.LaunchRequest) };
        request.Headers.Add(RequestParameters.KeyHeader, $"launch of {sweep}");
        return request;
    }, cancellation);

    public Task Set(SweepName sweep, string key, string value, CancellationToken cancellation) => Command($"set {key}={value}", sweep, () =>
        new HttpRequestMessage(HttpMethod.Patch, Relative($"v1/sweeps/{sweep}")) { Content = Json(new ChangeRequest(new Dictionary<string, string> { [key] = value }), ApiJson.Default.ChangeRequest) }, cancellation);

    /// <param name="verb">pause, resume, cancel.</param>
    public Task Do(string verb, SweepName sweep, CancellationToken cancellation) =>
        Command(verb, sweep, () => new HttpRequestMessage(HttpMethod.Post, Relative($"v1/sweeps/{sweep}/{verb}")), cancellation);

    public async Task<JsonElement> Read(string path, CancellationToken cancellation)
    {
        using var answer = await Say(() => new HttpRequestMessage(HttpMethod.Get, Relative(path)), cancellation);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(cancellation));
    }

    /// <summary>What one coordinator answers to a reader that has seen a position; 503 is no answer, and is asked again.</summary>
    public async Task<byte[]> Read(StagedCoordinator coordinator, string path, long seen)
    {
        using var patience = new CancellationTokenSource(Long);
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(coordinator.Address, path));
            request.Headers.Add(RequestParameters.PositionHeader, seen.ToString(CultureInfo.InvariantCulture));
            using var answer = await http.SendAsync(request, patience.Token);
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable) return await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(patience.Token);
            await Task.Delay(TimeSpan.FromMilliseconds(200), patience.Token);
        }
    }

    public async Task<bool> IsActive(StagedCoordinator coordinator)
    {
        try
        {
            using var patience = new CancellationTokenSource(Short);
            return JsonElement.Parse(await http.GetStringAsync(new Uri(coordinator.Address, "v1/status"), patience.Token)).GetProperty("active").GetBoolean();
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Asks a coordinator for something that it has to append, and does not mind what becomes of it.</summary>
    public async Task Provoke(StagedCoordinator coordinator, CancellationToken cancellation)
    {
        try
        {
            using var content = Json(new CreateTokenRequest("provoked", Role.Viewer), ApiJson.Default.CreateTokenRequest);
            using var answer = await http.PostAsync(new Uri(coordinator.Address, "v1/tokens"), content, cancellation);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            // It was stopped or killed meanwhile, which is the point.
        }
    }

    public void Dispose() => http.Dispose();

    private async Task Command(string verb, SweepName sweep, Func<HttpRequestMessage> ask, CancellationToken cancellation)
    {
        using var answer = await Say(ask, cancellation);
        var position = long.Parse(answer.Headers.GetValues(RequestParameters.PositionHeader).Single(), CultureInfo.InvariantCulture);
        lock (acknowledged) acknowledged.Add(new Acknowledged(verb, sweep, position));
    }

    /// <summary>Anything but a definite answer is asked for again, elsewhere.</summary>
    private async Task<HttpResponseMessage> Say(Func<HttpRequestMessage> ask, CancellationToken cancellation)
    {
        while (true)
        {
            using var request = ask();
            request.RequestUri = new Uri(coordinators[turn % coordinators.Count].Address, request.RequestUri!);
            try
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                patience.CancelAfter(Short);
                var answer = await http.SendAsync(request, patience.Token);
                if (answer.IsSuccessStatusCode) return answer;
                using (answer)
                {
                    if (answer.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.InsufficientStorage or HttpStatusCode.InternalServerError))
                        throw new InvalidOperationException($"{request.Method} {request.RequestUri} was refused: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellation)}");
                }
            }
            catch (Exception error) when (error is HttpRequestException or OperationCanceledException && !cancellation.IsCancellationRequested)
            {
                // It may have happened or not, and is said again.
            }
            turn++;
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellation);
        }
    }

    private static Uri Relative(string path) => new(path, UriKind.Relative);

    private static ByteArrayContent Bytes(byte[] content) => new(content) { Headers = { ContentType = new MediaTypeHeaderValue(EndpointDeclaration.Bytes) } };

    private static StringContent Json<T>(T value, JsonTypeInfo<T> type) => new(JsonSerializer.Serialize(value, type), Encoding.UTF8, EndpointDeclaration.Json);
}

/// <summary>Something that somebody wanted and a coordinator said was done.</summary>
/// <param name="Position">Of the ledger, as the answer said: it has happened by then.</param>
internal sealed record Acknowledged(string Verb, SweepName Sweep, long Position);
