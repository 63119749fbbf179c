using System.Net.ServerSentEvents;
using System.Text.Json;
using Coordinator.Deciding.Views;
using Coordinator.Http;

namespace Coordinator.Client;

/// <summary>Server-sent events until the connection breaks or has been silent for longer than a living server is.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    private readonly HttpResponseMessage answer;
    private readonly IAsyncEnumerator<SseItem<string>> items;

    private EventStream(HttpResponseMessage answer, Stream body, CancellationToken cancellation)
    {
        this.answer = answer;
        items = SseParser.Create(body).EnumerateAsync(cancellation).GetAsyncEnumerator(cancellation);
    }

    /// <param name="cancellation">Of the whole stream.</param>
    public static async Task<EventStream> Open(HttpResponseMessage answer, Uri server, CancellationToken cancellation)
    {
        var media = answer.Content.Headers.ContentType?.MediaType;
        return media == "text/event-stream"
            ? new EventStream(answer, new ImpatientStream(await answer.Content.ReadAsStreamAsync(cancellation)), cancellation)
            : throw ServerAnswer.IsNotSweeps(server, $"it answered with {media ?? "nothing"} where a stream of events was expected");
    }

    /// <summary>The next event; null: the connection is no more, and another one goes on after the last event.</summary>
    public async Task<EventItem?> Next(CancellationToken cancellation)
    {
        try
        {
            return await items.MoveNextAsync() ? JsonSerializer.Deserialize(items.Current.Data, ApiJson.Default.EventItem) : null;
        }
        catch (Exception error) when (error is IOException or HttpRequestException || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await items.DisposeAsync();
        answer.Dispose();
    }
}
