using System.Security.Cryptography;
using System.Text;
using Coordinator.Local;

namespace Coordinator.Http;

/// <summary>A token that is not in the ledger but given to the coordinator at its start: the first admin's, the workers', or the one of a run on one machine.</summary>
internal sealed class BootstrapToken(Caller caller, string text)
{
    private const int Least = 20, Most = 512;

    public Caller Caller => caller;

    /// <summary>SHA-256 of the token: hashes of equal length are compared, in a time that does not tell how much was right.</summary>
    public byte[] Hash { get; } = SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>Reads a token from a file; white space around it does not count.</summary>
    /// <exception cref="RefusedException">The file cannot be read, or holds no token.</exception>
    public static BootstrapToken FromFile(Caller caller, string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"the token file {path} cannot be read: {error.Message}");
        }
        return text.Length is >= Least and <= Most && text.All(c => c is > ' ' and < (char)127)
            ? new BootstrapToken(caller, text)
            : throw new RefusedException($"the token file {path} must hold {Least} to {Most} printable characters without spaces, such as from `openssl rand -hex 32`");
    }
}
