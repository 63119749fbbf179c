using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Http;

/// <summary>Reads what stands in a request's path, query and headers; what is wrong there is a <see cref="BadHttpRequestException"/> that says the rule.</summary>
internal static class RequestParameters
{
    public const string PositionHeader = "Sweeps-Position", KeyHeader = "Idempotency-Key";

    public static readonly DeclaredParameter Limit = new("limit", "integer", "the most that are returned, from 1 to 1000; 100 if it is not given");

    public static string Route(this HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    /// <summary>How many a page may have.</summary>
    public static int ReadLimit(this HttpRequest request) => (int)(request.ReadWhole("limit", 1, 1000) ?? 100);

    /// <summary>A whole number of the query, or null where it is not given.</summary>
    public static long? ReadWhole(this HttpRequest request, string name, long least, long most) =>
        request.ReadText(name) is { } text ? Whole($"`{name}`", text, least, most) : null;

    public static string? ReadText(this HttpRequest request, string name) => request.Query[name] switch
    {
        [] => null,
        [var only] => only,
        _ => throw new BadHttpRequestException($"`{name}` may be given once"),
    };

    /// <summary>The position that the reader has seen; 0 where it does not say.</summary>
    public static long ReadSeen(this HttpRequest request) =>
        request.Headers[PositionHeader] is [{ } text] ? Whole(PositionHeader, text, 0, long.MaxValue) : 0;

    /// <summary>The launch's idempotency key, or null.</summary>
    public static string? ReadKey(this HttpRequest request) => request.Headers[KeyHeader] switch
    {
        [] => null,
        [{ Length: >= 1 and <= 200 } key] when key.All(c => c is >= ' ' and < (char)127) => key,
        _ => throw new BadHttpRequestException($"{KeyHeader} is given once and has 1 to 200 printable ASCII characters"),
    };

    private static long Whole(string name, string text, long least, long most) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new BadHttpRequestException($"{name} must be a whole number from {least} to {most}, but got '{Shown.Of(text)}'");
}
