using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Shared.Trials;

namespace Worker.Agent;

/// <summary>
/// Artefacts on this machine's disk, each a file named by its SHA-256. A file appears complete and verified or not at
/// all, so that workers may share the directory; one worker downloads an artefact once, however many slots ask for it.
/// </summary>
internal sealed class ArtefactCache(CoordinatorClient coordinator, string folder)
{
    private const int Tries = 3;

    private readonly ConcurrentDictionary<ArtefactAddress, Lazy<Task<string>>> files = new();

    /// <summary>Path of the artefact's file, which is downloaded where it is missing.</summary>
    /// <param name="cancel">Ends the waiting; a download goes on for whoever asks next.</param>
    /// <exception cref="InvalidDataException">The coordinator sent other bytes, several times.</exception>
    /// <exception cref="RefusedException">The coordinator does not have it.</exception>
    public async Task<string> GetAsync(ArtefactAddress address, CancellationToken cancel)
    {
        var file = files.GetOrAdd(address, wanted => new Lazy<Task<string>>(() => FetchAsync(wanted, CancellationToken.None)));
        try
        {
            return await file.Value.WaitAsync(cancel);
        }
        catch (Exception) when (file.Value.IsFaulted)
        {
            // A failure is not kept: the next trial tries again.
            files.TryRemove(KeyValuePair.Create(address, file));
            throw;
        }
    }

    /// <summary>The address of a file's content.</summary>
    public static async Task<ArtefactAddress> AddressOfAsync(string path, CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        return ArtefactAddress.Parse(Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel)));
    }

    private async Task<string> FetchAsync(ArtefactAddress address, CancellationToken cancel)
    {
        var path = Path.Combine(Path.GetFullPath(folder), address.ToString());
        // Verified once a life: a disk, or a hand, may have changed it.
        if (File.Exists(path) && await AddressOfAsync(path, cancel) == address) return path;
        Directory.CreateDirectory(folder);
        var partial = $"{path}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}";
        try
        {
            for (var tries = 0; tries < Tries; tries++)
            {
                await coordinator.DownloadAsync(address, partial, cancel);
                if (await AddressOfAsync(partial, cancel) != address) continue;
                File.Move(partial, path, overwrite: true);
                return path;
            }
            throw new InvalidDataException($"the coordinator sends other bytes than those of artefact {address}");
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
