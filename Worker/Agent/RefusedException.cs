using System.Net;
using System.Text.Json;

namespace Worker.Agent;

/// <summary>The coordinator understood and will not: asking again in the same words is of no use.</summary>
internal sealed class RefusedException(HttpStatusCode status, string detail)
    : Exception($"the coordinator refused with {(int)status}: {detail}")
{
    /// <summary>The token is not known, or not a worker's.</summary>
    public bool IsForbidden => status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;

    /// <summary>Nobody was given such a token.</summary>
    public bool IsUnknown => status is HttpStatusCode.NotFound;

    /// <summary>The coordinator fails at this very request, and has done so again and again.</summary>
    public bool IsBroken => status is HttpStatusCode.InternalServerError;

    /// <summary>In answer to a claim: the worker is not known, or not any more, and has to join again.</summary>
    public bool IsConflict => status is HttpStatusCode.Conflict;
}

/// <summary>Reads refusals out of answers.</summary>
internal static class Refusal
{
    private const int LongestDetail = 2000;

    /// <exception cref="RefusedException">A definite no.</exception>
    /// <exception cref="HttpRequestException">Something that may pass.</exception>
    public static async Task ThrowAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        if (answer.IsSuccessStatusCode) return;
        var detail = await DetailAsync(answer, cancel);
        var mayPass = (int)answer.StatusCode >= 500 || answer.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
        throw mayPass
            ? new HttpRequestException($"the coordinator answered {(int)answer.StatusCode}: {detail}", null, answer.StatusCode)
            : new RefusedException(answer.StatusCode, detail);
    }

    /// <summary>What a problem (RFC 9457) says, or the status in words.</summary>
    private static async Task<string> DetailAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        var words = answer.ReasonPhrase ?? answer.StatusCode.ToString();
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json") return words;
        try
        {
            await answer.Content.LoadIntoBufferAsync(64 << 10, cancel);
            using var problem = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancel));
            foreach (var member in (string[])["detail", "title"])
                if (problem.RootElement.TryGetProperty(member, out var text) && text.GetString() is { Length: > 0 } said)
                    return said[..Math.Min(said.Length, LongestDetail)];
        }
        catch (Exception error) when (error is JsonException or HttpRequestException or InvalidOperationException)
        {
            // Not a problem as we know them; the status has to do.
        }
        return words;
    }
}
