using System.Text;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Coordinator.Http;

/// <summary>
/// What happened, by whose wish: as pages, or as a stream of server-sent events that goes on. A watcher that reads too slowly is sent
/// away, and comes back with the position it has reached; one whose token is revoked is sent away for good.
/// </summary>
/// <param name="patience">How long a watcher's connection may take nothing.</param>
internal sealed class EventEndpoints(FleetAccess fleet, LedgerTail tail, TokenBook tokens, TimeSpan patience, TimeProvider time, CancellationToken stopping)
{
    private const int Page = 256;

    /// <summary>A comment now and then keeps proxies from taking the connection for a dead one.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private int watchers;

    /// <summary>How many watch at the moment.</summary>
    public int Watchers => Volatile.Read(ref watchers);

    private bool IsStopping => stopping.IsCancellationRequested;

    public void Map(IEndpointRouteBuilder routes)
    {
        IReadOnlyList<DeclaredParameter> query = [new("after", "integer", "the position after which the page or stream begins; 0: the beginning"), RequestParameters.Limit];
        IReadOnlyList<DeclaredParameter> headers = [new("Last-Event-ID", "string", "the position that a stream goes on after")];
        routes.Map("GET", "/v1/events", new(Audience.Viewers, "Everything that happened, secrets masked: a page, or a live stream of server-sent events")
        {
            Reply = ApiJson.Default.EventPage,
            ReplyMedia = [EndpointDeclaration.EventStream],
            Query = query,
            Headers = headers,
        }, context => Answer(context, null, 0));
        routes.Map("GET", "/v1/sweeps/{name}/events", new(Audience.Viewers, "What happened to a sweep, secrets masked: a page, or a live stream of server-sent events")
        {
            Reply = ApiJson.Default.EventPage,
            ReplyMedia = [EndpointDeclaration.EventStream],
            Query = query,
            Headers = headers,
            Problems = [404],
        }, OfSweep);
    }

    private async Task<IResult> OfSweep(HttpContext context)
    {
        if (!RoutedSweep.TryRead(context, out var name, out var problem)) return problem;
        var read = await fleet.Read(context, state => state.Sweep(name)?.LaunchedAt);
        return read.Value is { } launchedAt ? await Answer(context, name.ToString(), launchedAt - 1) : Problems.Of(new Rejection.UnknownSweep(name));
    }

    /// <param name="begin">What is before is of no interest: of an earlier sweep of that name.</param>
    private async Task<IResult> Answer(HttpContext context, string? stream, long begin)
    {
        var after = Math.Max(begin, context.Request.ReadWhole("after", 0, long.MaxValue - 1) ?? 0);
        var limit = context.Request.ReadLimit();
        if (context.Request.Headers.Accept.Any(media => media?.Contains(EndpointDeclaration.EventStream, StringComparison.OrdinalIgnoreCase) == true))
            return new Live(this, stream, Math.Max(after, ReadLast(context.Request)));
        var events = await fleet.Ledger.ReadAfter(after, stream, limit + 1, context.RequestAborted);
        var page = events.Take(limit).Select(past => EventItem.Of(past.Position, past.Event)).ToList();
        var position = Math.Max(tail.Position, page.Count > 0 ? page[^1].Position : 0);
        return Reply.Json(new EventPage(page, events.Count > limit ? page[^1].Position : null), ApiJson.Default.EventPage, position);
    }

    private static long ReadLast(HttpRequest request) => request.Headers["Last-Event-ID"] is [{ } text]
        ? long.TryParse(text, out var last) && last >= 0 ? last : throw new BadHttpRequestException($"Last-Event-ID is a position, but got '{Shown.Of(text)}'")
        : 0;

    /// <summary>The stream: pages of the ledger until it has caught up with the tail, then the tail.</summary>
    private async Task Run(HttpContext context, string? stream, long after)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var isLive = false;
        // At once, so that the watcher knows that somebody is there, also of a sweep in which nothing happens.
        var said = await Say(": watching\n\n");
        while (true)
        {
            // A revocation is an event, and so is seen at once.
            if (tokens.FindById(context.Caller().Id) is null) return;
            if (time.GetElapsedTime(said) >= Heartbeat) said = await Say(": still here\n\n");
            if (tail.After(after, Page, out var more) is not { } latest)
            {
                // Who was live and fell behind by all that is kept is too slow for it.
                if (isLive) return;
                after = await CatchUp(context, stream, after, ending.Token);
                continue;
            }
            isLive = true;
            if (latest.Count > 0)
            {
                after = latest[^1].Position;
                var text = string.Concat(latest.Where(next => stream is null || next.Stream == stream).Select(next => next.Text));
                if (text.Length > 0) said = await Say(text);
                continue;
            }
            try
            {
                // Counted from what was said last: other sweeps' events, which are none of this watcher's, put nothing off.
                var left = Heartbeat - time.GetElapsedTime(said);
                await more.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, ending.Token);
            }
            catch (TimeoutException)
            {
                // Time to say that somebody is still here.
            }
        }

        async Task<long> Say(string text)
        {
            await Send(context, text, ending.Token);
            return time.GetTimestamp();
        }
    }

    /// <summary>Sends one page of what is in the ledger, and says how far that goes.</summary>
    private async Task<long> CatchUp(HttpContext context, string? stream, long after, CancellationToken cancellation)
    {
        var until = tail.Position;
        var page = await fleet.Ledger.ReadAfter(after, stream, Page, cancellation);
        if (page.Count > 0) await Send(context, string.Concat(page.Select(past => EventText.Of(past.Position, past.Event))), cancellation);
        // A page that is not full has all there was when it was read, of a stream that may have had its last event long ago.
        return page.Count == Page ? page[^1].Position : Math.Max(until, page.Count > 0 ? page[^1].Position : after);
    }

    private async Task Send(HttpContext context, string text, CancellationToken cancellation)
    {
        using var sending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        sending.CancelAfter(patience);
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), sending.Token);
        await context.Response.Body.FlushAsync(sending.Token);
    }

    private sealed class Live(EventEndpoints endpoints, string? stream, long after) : IResult
    {
        public async Task ExecuteAsync(HttpContext context)
        {
            context.Response.ContentType = EndpointDeclaration.EventStream;
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers["X-Accel-Buffering"] = "no";
            await context.Response.StartAsync(context.RequestAborted);
            Interlocked.Increment(ref endpoints.watchers);
            try
            {
                await endpoints.Run(context, stream, after);
            }
            catch (OperationCanceledException)
            {
                // The coordinator ends, which ends the stream in order; or the watcher left or was too slow.
                if (!endpoints.IsStopping) context.Abort();
            }
            finally
            {
                Interlocked.Decrement(ref endpoints.watchers);
            }
        }
    }
}
