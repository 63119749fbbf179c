using System.Net;
using Coordinator.Running;
using Coordinator.Web;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Http;

/// <summary>Marks an endpoint that only the active coordinator can answer: whatever changes something, and all that workers say.</summary>
internal sealed class NeedsOffice
{
    public static readonly NeedsOffice Instance = new();

    private NeedsOffice() { }
}

/// <summary>
/// A stand-by hands requests for the active coordinator on to it, one hop, bodies streamed both ways; the leader judges the caller's
/// token itself. What was handed on once is never handed on again: two coordinators that each take the other
/// for the leader would go round in circles.
/// </summary>
/// <param name="client">Speaks with other coordinators; without a timeout of its own, since claims wait long.</param>
internal sealed class ForwardToLeader(RequestDelegate next, IStanding standing, HttpMessageInvoker client, ReignLog log)
{
    /// <summary>Carried by a request that a stand-by handed on.</summary>
    public const string Hop = "Sweeps-Forwarded";

    /// <summary>Meant for the next hop alone (RFC 9110, 7.6.1); Host and Origin name this coordinator, which has judged them, and not the leader.</summary>
    private static readonly HashSet<string> OfThisHop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Host", "Origin", "Expect",
    };

    /// <summary>For coordinators that trust what the operating system trusts.</summary>
    public static HttpMessageInvoker Client() => new(Handler());

    /// <summary>A leader that is gone must be noticed before the caller gives up.</summary>
    public static SocketsHttpHandler Handler() => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(2),
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
    };

    public Task Invoke(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<NeedsOffice>() is null || standing.Office is not null) return next(context);
        if (context.Request.Headers.ContainsKey(Hop)) return Refuse(context, "the coordinator that this was handed on to is not the active one (any more)");
        var changed = standing.LeaderChanged;
        return standing.Leader is { } leader ? Forward(context, leader, changed) : Refuse(context, "no coordinator is active at the moment");
    }

    private async Task Forward(HttpContext context, Uri leader, CancellationToken changed)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, changed);
        using var request = Copy(context.Request, leader);
        try
        {
            using var response = await client.SendAsync(request, ending.Token);
            await Copy(response, context, ending.Token);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException && !context.RequestAborted.IsCancellationRequested)
        {
            // Half an answer must not look like a whole one.
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }
            var why = error is OperationCanceledException ? "it is not the active one any more" : error.InnerException?.Message ?? error.Message;
            if (error is not OperationCanceledException) log.HandOnFailed(leader.ToString(), why);
            await Refuse(context, $"the active coordinator at {leader} does not answer this one: {why}");
        }
    }

    /// <summary>The leader judges a session itself, and so gets it where sessions go.</summary>
    private static PathString PathOf(HttpRequest request) => request.HttpContext.Features.Get<PageRequest>()?.Path ?? request.Path;

    private static HttpRequestMessage Copy(HttpRequest from, Uri leader)
    {
        var to = new HttpRequestMessage(new HttpMethod(from.Method), new Uri(leader, $"{from.PathBase}{PathOf(from).ToUriComponent()}{from.QueryString}"));
        if (from.ContentLength is > 0 || from.Headers.TransferEncoding.Count > 0) to.Content = new StreamContent(from.Body);
        foreach (var (name, values) in from.Headers)
        {
            if (!OfThisHop.Contains(name) && !to.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                to.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }
        to.Headers.Add(Hop, "1");
        return to;
    }

    private static async Task Copy(HttpResponseMessage from, HttpContext context, CancellationToken cancellation)
    {
        var to = context.Response;
        to.StatusCode = (int)from.StatusCode;
        foreach (var (name, values) in from.Headers.Concat(from.Content.Headers))
            if (!OfThisHop.Contains(name)) to.Headers[name] = values.ToArray();
        // Headers first, then each piece as it comes: events of a stream must not wait for the next.
        await to.StartAsync(cancellation);
        await using var body = await from.Content.ReadAsStreamAsync(cancellation);
        var piece = new byte[16 << 10];
        while (await body.ReadAsync(piece, cancellation) is > 0 and var read)
        {
            await to.Body.WriteAsync(piece.AsMemory(0, read), cancellation);
            await to.Body.FlushAsync(cancellation);
        }
    }

    private static Task Refuse(HttpContext context, string detail)
    {
        context.Response.Headers.RetryAfter = "1";
        return Problems.Write(context, StatusCodes.Status503ServiceUnavailable, detail);
    }
}
