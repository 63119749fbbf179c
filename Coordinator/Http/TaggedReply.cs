using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Coordinator.Http;

/// <summary>
/// A reply that is long and asked for again and again: whoever has it already is told so (304), and it goes out compressed where that
/// is accepted. The tag is a weak one (RFC 9110, 8.8.1): compressed or not, it is the same reply.
/// </summary>
internal static class TaggedReply
{
    /// <summary>Compressing what fits into a packet saves nothing.</summary>
    private const int LeastCompressed = 1400;

    public static readonly DeclaredParameter IfNoneMatch = new("If-None-Match", "string", "the ETag of a reply that the reader has: 304 where it is still true");

    /// <summary>A tag from numbers that change with the reply.</summary>
    public static EntityTagHeaderValue Tag(params ReadOnlySpan<long> numbers) => new($"\"{string.Join('-', numbers.ToArray())}\"", isWeak: true);

    public static bool HasAlready(this HttpRequest request, EntityTagHeaderValue tag) =>
        request.GetTypedHeaders().IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false));

    public static IResult NotModified(EntityTagHeaderValue tag, long position) => new Written(tag, position, null);

    public static IResult Json<T>(T value, JsonTypeInfo<T> type, EntityTagHeaderValue tag, long position) =>
        new Written(tag, position, JsonSerializer.SerializeToUtf8Bytes(value, type));

    public static bool AcceptsGzip(this HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(accepted => accepted.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && accepted.Quality is not 0);

    private static byte[] Compress(byte[] body)
    {
        using var compressed = new MemoryStream(body.Length / 2);
        // Anything better takes several times as long for a tenth less.
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest)) gzip.Write(body);
        return compressed.ToArray();
    }

    /// <param name="body">null: the reader has it.</param>
    private sealed class Written(EntityTagHeaderValue tag, long position, byte[]? body) : IResult
    {
        public async Task ExecuteAsync(HttpContext context)
        {
            var response = context.Response;
            response.Headers[RequestParameters.PositionHeader] = position.ToString();
            response.Headers.ETag = tag.ToString();
            response.Headers.CacheControl = "private, no-cache";
            response.Headers.Vary = "Accept-Encoding, Authorization";
            if (body is null)
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
            var sent = body;
            if (body.Length >= LeastCompressed && context.Request.AcceptsGzip())
            {
                sent = Compress(body);
                response.Headers.ContentEncoding = "gzip";
            }
            response.ContentType = EndpointDeclaration.Json;
            response.ContentLength = sent.Length;
            await response.Body.WriteAsync(sent, context.RequestAborted);
        }
    }
}
