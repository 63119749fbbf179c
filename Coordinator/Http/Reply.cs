using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Http;

/// <summary>A reply and the position of the ledger that it is as of, or that it created.</summary>
internal static class Reply
{
    public static IResult Json<T>(T value, JsonTypeInfo<T> type, long position, int status = StatusCodes.Status200OK) =>
        new Written(status, EndpointDeclaration.Json, position, JsonSerializer.SerializeToUtf8Bytes(value, type));

    public static IResult Text(string text, string media, long position) =>
        new Written(StatusCodes.Status200OK, $"{media}; charset=utf-8", position, Encoding.UTF8.GetBytes(text));

    public static IResult Nothing(long position) => new Written(StatusCodes.Status204NoContent, null, position, null);

    private sealed class Written(int status, string? media, long position, byte[]? body) : IResult
    {
        public async Task ExecuteAsync(HttpContext context)
        {
            var response = context.Response;
            response.StatusCode = status;
            response.Headers[RequestParameters.PositionHeader] = position.ToString();
            if (body is null) return;
            response.ContentType = media;
            response.ContentLength = body.Length;
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
