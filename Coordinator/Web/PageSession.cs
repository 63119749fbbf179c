using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Coordinator.Http;

namespace Coordinator.Web;

/// <summary>
/// Who signed in on the page, and until when, as a cookie that this coordinator and its peers can tell to be theirs. Nothing is kept
/// on the server: a token that is revoked ends its sessions because its caller is looked up with every request.
/// </summary>
/// <param name="Token">Id of the token that was exchanged for it.</param>
internal readonly record struct PageSession(string Token, DateTimeOffset Ends)
{
    /// <summary>A working day; then the token is asked for again.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromHours(12);

    /// <summary>As a cookie's value: token id, end in Unix seconds, and their HMAC-SHA-256, with dots between.</summary>
    public string Seal(byte[] key)
    {
        var text = Text();
        return $"{text}.{System.Buffers.Text.Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)))}";
    }

    /// <summary>Null where the cookie was not sealed with the key, or its time is over.</summary>
    public static PageSession? Open(string cookie, byte[] key, DateTimeOffset now)
    {
        if (cookie.Split('.') is not [var token, var end, _] || !long.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return null;
        if (seconds > now.Add(Length).ToUnixTimeSeconds() || seconds <= now.ToUnixTimeSeconds()) return null;
        var session = new PageSession(token, DateTimeOffset.FromUnixTimeSeconds(seconds));
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(session.Seal(key)), Encoding.UTF8.GetBytes(cookie)) ? session : null;
    }

    private string Text() => string.Create(CultureInfo.InvariantCulture, $"{Token}.{Ends.ToUnixTimeSeconds()}");
}
