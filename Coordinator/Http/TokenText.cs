using System.Security.Cryptography;
using System.Text;

namespace Coordinator.Http;

/// <summary>
/// An access token as people hold it: <c>swp_ID_SECRET</c>, where the id is 12 lower-case hexadecimal digits, public, and the secret
/// 256 random bits as 43 characters of base64url. The ledger keeps the id and the secret's SHA-256.
/// </summary>
internal readonly record struct TokenText(string Id, string Secret)
{
    private const string Prefix = "swp_";
    private const int IdLength = 12, SecretLength = 43;

    public static TokenText Draw() => new(
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLength / 2)), System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    public static bool TryParse(string text, out TokenText token)
    {
        var legal = text.Length == Prefix.Length + IdLength + 1 + SecretLength && text.StartsWith(Prefix, StringComparison.Ordinal) && text[Prefix.Length + IdLength] == '_';
        token = legal ? new TokenText(text.Substring(Prefix.Length, IdLength), text[^SecretLength..]) : default;
        return legal;
    }

    /// <summary>SHA-256 of a secret, in hexadecimal.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    public override string ToString() => $"{Prefix}{Id}_{Secret}";
}
