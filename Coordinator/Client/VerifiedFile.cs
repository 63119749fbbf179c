using System.Security.Cryptography;
using Shared.Trials;

namespace Coordinator.Client;

/// <summary>Writes an artefact's content to a file and judges it by its address.</summary>
internal static class VerifiedFile
{
    private const int BufferSize = 1 << 16;

    /// <returns>False: the content is not the address's.</returns>
    public static async Task<bool> Write(Stream content, ArtefactAddress address, string file, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var output = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, BufferSize);
        var buffer = new byte[BufferSize];
        while (await content.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            await output.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }
        output.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.GetHashAndReset()) == address.ToString();
    }
}
