using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using Coordinator.Http;

namespace Coordinator.Client;

/// <summary>
/// HTTP with coordinators of which any may be away: what may pass is tried again, at the next address, with a pause after each
/// round, until the patience is used up. The highest position of the ledger seen in a reply goes along with every request, so that
/// no stand-by shows the past.
/// </summary>
internal sealed class PatientHttp : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100), LongestPause = TimeSpan.FromSeconds(2);

    private readonly HttpClient http;
    private readonly CertificateCheck certificates;
    private readonly ImmutableArray<Uri> servers;
    private readonly TimeSpan patience;
    private readonly TimeProvider time;
    private int turn;
    private long seen;

    public PatientHttp(ServerConnection connection, TimeProvider time)
    {
        (servers, patience, this.time) = (connection.Servers, connection.Patience, time);
        certificates = new CertificateCheck(connection.Authority);
        http = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(5),
            // A redirect would carry the token to who knows where.
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            UseProxy = !servers.All(server => server.IsLoopback),
            SslOptions = certificates.Options,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", connection.Token);
        http.DefaultRequestHeaders.UserAgent.ParseAdd("sweeps");
    }

    /// <summary>The server that is spoken with at present.</summary>
    public Uri Server => servers[(int)((uint)Volatile.Read(ref turn) % servers.Length)];

    /// <summary>The position that whatever is read from now on is at least as of.</summary>
    public long Seen => Interlocked.Read(ref seen);

    /// <summary>Notes a position that was read elsewhere than in a reply's header.</summary>
    public void See(long position)
    {
        long was;
        while (position > (was = Interlocked.Read(ref seen)) && Interlocked.CompareExchange(ref seen, position, was) != was)
        {
        }
    }

    /// <param name="ask">Makes the request, with a relative address, anew for each try.</param>
    /// <param name="read">Reads a successful answer of a server; a stream it keeps is its own to close.</param>
    /// <param name="most">The most that one try may take.</param>
    /// <exception cref="ServerRefusedException">A definite no.</exception>
    /// <exception cref="ServerAwayException">Nothing that answers is a coordinator.</exception>
    public async Task<T> Send<T>(
        Func<HttpRequestMessage> ask, Func<HttpResponseMessage, Uri, CancellationToken, Task<T>> read, TimeSpan most, CancellationToken cancellation)
    {
        var (begun, doubt) = (time.GetTimestamp(), false);
        var troubles = new Dictionary<Uri, string>();
        for (var failures = 1; ; failures++)
        {
            var server = Server;
            try
            {
                using var until = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                until.CancelAfter(most);
                return await Try(ask(), read, server, doubt, until.Token);
            }
            catch (Exception error) when (Passing(error, cancellation) is not null)
            {
                if (error is HttpRequestException or HttpIOException) await RefuseMixedUp(error, server, cancellation);
                troubles[server] = Passing(error, cancellation)!;
                // What was refused or never connected was not carried out; what broke later may have been.
                doubt |= error is not (PassingTroubleException or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError });
                Interlocked.Increment(ref turn);
            }
            if (time.GetElapsedTime(begun) is var waited && waited >= patience) throw Away(troubles, waited);
            if (failures % servers.Length == 0) await Pause(failures / servers.Length, patience - waited, cancellation);
        }
    }

    public void Dispose()
    {
        http.Dispose();
        certificates.Dispose();
    }

    private async Task<T> Try<T>(
        HttpRequestMessage asked, Func<HttpResponseMessage, Uri, CancellationToken, Task<T>> read, Uri server, bool doubt, CancellationToken until)
    {
        using var request = asked;
        request.RequestUri = new Uri(server, request.RequestUri!);
        if (Seen > 0) request.Headers.Add(RequestParameters.PositionHeader, Seen.ToString(CultureInfo.InvariantCulture));
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, until);
        var isKept = false;
        try
        {
            await ServerAnswer.Judge(answer, server, doubt, until);
            var reply = await read(answer, server, until);
            isKept = reply is EventStream;
            if (answer.Headers.TryGetValues(RequestParameters.PositionHeader, out var values) && long.TryParse(values.First(), out var position)) See(position);
            return reply;
        }
        finally
        {
            if (!isKept) answer.Dispose();
        }
    }

    /// <summary>In words what went wrong, where it may pass; null where it will not.</summary>
    private static string? Passing(Exception error, CancellationToken cancellation) => error switch
    {
        PassingTroubleException => error.Message,
        OperationCanceledException => cancellation.IsCancellationRequested ? null : "does not answer in time",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "has a name that leads nowhere",
        HttpRequestException { InnerException: SocketException socket } => $"cannot be reached ({socket.Message})",
        HttpRequestException or HttpIOException or IOException { InnerException: SocketException } => "broke the connection",
        _ => null,
    };

    /// <summary>TLS that was not trusted, spoken where it is not, or not spoken where it is, will be so the next time too.</summary>
    private async Task RefuseMixedUp(Exception error, Uri server, CancellationToken cancellation)
    {
        if (error is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError })
            throw new ServerAwayException(certificates.Trouble is { } trouble
                ? $"{server}: {trouble}. A private certificate, or its authority's, is named with --ca FILE or SWEEPS_CA"
                : $"{server} does not speak TLS ({(error.InnerException ?? error).Message}): write http:// if it speaks plain HTTP");
        if (server.Scheme == Uri.UriSchemeHttp && error is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } &&
            await CertificateCheck.SpeaksTls(server, cancellation))
            throw new ServerAwayException($"{server} speaks TLS: write https://");
    }

    private static ServerAwayException Away(Dictionary<Uri, string> troubles, TimeSpan waited) => new(
        $"no coordinator answers: {string.Join("; ", troubles.Select(trouble => $"{trouble.Key} {trouble.Value}"))} (tried for {waited.TotalSeconds:F0} s). " +
        "Check that one runs there, that --server or SWEEPS_SERVER names it, and that nothing between keeps you from it");

    /// <summary>Twice as long each round, and a random half of it, so that many clients do not come back in the same instant.</summary>
    private Task Pause(int round, TimeSpan left, CancellationToken cancellation)
    {
        var longest = Math.Min(FirstPause.TotalMilliseconds * Math.Pow(2, Math.Min(round - 1, 10)), LongestPause.TotalMilliseconds);
        var pause = TimeSpan.FromMilliseconds(longest * (0.5 + RandomNumberGenerator.GetInt32(1000) / 2000.0));
        return Task.Delay(pause < left ? pause : left, time, cancellation);
    }
}
