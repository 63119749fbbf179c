using Coordinator.Local;

namespace Coordinator.Client;

/// <summary>Certificates that are trusted instead of the machine's own.</summary>
/// <param name="Place">Where they come from, for messages.</param>
internal sealed record TrustedAuthority(string Place, string Pem)
{
    /// <exception cref="RefusedException">The file cannot be read.</exception>
    public static TrustedAuthority FromFile(string file)
    {
        try
        {
            return new TrustedAuthority(file, File.ReadAllText(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"the certificates in {file} cannot be read: {error.Message}");
        }
    }
}
