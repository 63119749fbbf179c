using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Http;

/// <summary>
/// Who may speak with the coordinator: loopback is no authentication. The bearer token must be right, the Host must be the
/// address that is listened on (DNS rebinding), a browser's foreign Origin is refused, and bodies are JSON or bytes by name.
/// </summary>
internal sealed class ApiKey(RequestDelegate next, string token)
{
    private readonly byte[] expected = SHA256.HashData(Encoding.UTF8.GetBytes($"Bearer {token}"));

    public Task Invoke(HttpContext context)
    {
        var request = context.Request;
        var local = $"{context.Connection.LocalIpAddress}:{context.Connection.LocalPort}";
        if (request.Host.Value != local)
            return Problems.Write(context, StatusCodes.Status421MisdirectedRequest, $"this coordinator answers for the host {local}");
        if (request.Headers.Origin.Any(origin => origin != $"http://{local}"))
            return Problems.Write(context, StatusCodes.Status403Forbidden, "requests of another origin are refused");
        // Hashes of equal length are compared, in a time that does not tell how much was right.
        var given = SHA256.HashData(Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()));
        if (!CryptographicOperations.FixedTimeEquals(given, expected))
            return Problems.Write(context, StatusCodes.Status401Unauthorized, "a bearer token is needed: it stands in the file 'token' of the state directory");
        if (HttpMethods.IsPost(request.Method) && request.ContentType?.Split(';')[0].Trim() != "application/json")
            return Problems.Write(context, StatusCodes.Status415UnsupportedMediaType, "a request's body is application/json");
        return next(context);
    }
}
