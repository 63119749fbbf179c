using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Worker.Metrics;

namespace Worker.Agent;

/// <summary>
/// HTTP to a coordinator that may be away: whatever may pass (no connection, a time-out, a failover, an answer that is
/// none) is tried again, at the next address, until it succeeds or the caller cancels. Every request is idempotent, so
/// a reply that was lost is asked for again with the same words. What comes back is a definite answer.
/// </summary>
internal sealed class PatientHttp : IDisposable
{
    /// <summary>
    /// How often in a row a request may be answered 500 before that is its answer. A coordinator that is away, or stands
    /// by, does not answer so; one that fails at this request and no other would be asked for ever.
    /// </summary>
    public const int MostFailedAnswers = 6;

    private readonly HttpClient http;
    private readonly ImmutableArray<Uri> addresses;
    private readonly WorkerMetrics metrics;
    private readonly Backoff backoff;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private int turn;
    private int isAway;

    /// <param name="addresses">Each ends with a slash.</param>
    /// <param name="roots">The only ones that a certificate is trusted by; null: the machine's.</param>
    public PatientHttp(ImmutableArray<Uri> addresses, string token, X509Certificate2Collection? roots, WorkerMetrics metrics, Backoff backoff, TimeProvider time, ILogger log)
    {
        this.addresses = addresses;
        this.metrics = metrics;
        this.backoff = backoff;
        this.time = time;
        this.log = log;
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(5),
            // Addresses behind a name change with a failover.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // A redirect would carry the token to who knows where.
            AllowAutoRedirect = false,
            // Its own span would stand between ours and the coordinator's, with addresses that have tokens in them.
            ActivityHeadersPropagator = null,
            UseProxy = !addresses.All(address => address.IsLoopback),
        };
        if (roots is not null)
        {
            // Revocation lists of a private authority are nowhere to be had.
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(roots);
            handler.SslOptions.CertificateChainPolicy = policy;
        }
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        http.DefaultRequestHeaders.UserAgent.ParseAdd("sweeps-worker");
    }

    /// <param name="ask">Makes the request, with a relative address, anew for each try.</param>
    /// <param name="read">Reads a successful answer.</param>
    /// <param name="patience">The most that one try may take.</param>
    /// <param name="givesUp">Whether the request's own failure, <see cref="MostFailedAnswers"/> times, is a definite no.</param>
    /// <exception cref="RefusedException">A definite no.</exception>
    public async Task<T> SendAsync<T>(
        Func<HttpRequestMessage> ask, Func<HttpResponseMessage, CancellationToken, Task<T>> read, TimeSpan patience, bool givesUp, CancellationToken cancel)
    {
        var failedAnswers = 0;
        for (var failures = 1; ; failures++)
        {
            var mine = Volatile.Read(ref turn);
            var address = addresses[mine % addresses.Length];
            try
            {
                using var timer = new CancellationTokenSource(patience, time);
                using var until = CancellationTokenSource.CreateLinkedTokenSource(cancel, timer.Token);
                using var request = ask();
                request.RequestUri = new Uri(address, request.RequestUri!);
                WorkerTraces.Carry(request);
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, until.Token);
                await Refusal.ThrowAsync(answer, until.Token);
                var reply = await read(answer, until.Token);
                if (Interlocked.Exchange(ref isAway, 0) == 1) AgentLog.CoordinatorIsBack(log, address);
                return reply;
            }
            catch (Exception error) when (MayPass(error, cancel))
            {
                failedAnswers = error is HttpRequestException { StatusCode: HttpStatusCode.InternalServerError } ? failedAnswers + 1 : 0;
                if (givesUp && failedAnswers == MostFailedAnswers) throw new RefusedException(HttpStatusCode.InternalServerError, $"{MostFailedAnswers} times in a row: {error.Message}");
                if (Interlocked.Exchange(ref isAway, 1) == 0) AgentLog.CoordinatorIsAway(log, address, Describe(error));
                // Whoever fails first turns to the next address for all.
                Interlocked.CompareExchange(ref turn, mine + 1 == int.MaxValue ? 0 : mine + 1, mine);
            }
            metrics.Retried();
            await backoff.WaitAsync(failures, cancel);
        }
    }

    public void Dispose() => http.Dispose();

    private static string Describe(Exception error) => error is HttpRequestException { InnerException: AuthenticationException untrusted }
        ? $"its certificate is not accepted: {untrusted.Message} (--ca names a file with the certificate to trust)"
        : error.Message;

    /// <summary>A broken connection counts, a full disk of our own does not, though both are I/O errors.</summary>
    private static bool MayPass(Exception error, CancellationToken cancel) => error switch
    {
        OperationCanceledException => !cancel.IsCancellationRequested,
        HttpRequestException or HttpIOException or JsonException => true,
        IOException { InnerException: SocketException } => true,
        _ => false,
    };
}
