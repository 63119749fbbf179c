using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Shared.Trials;

namespace Worker.Agent;

/// <summary>
/// Artefacts on this machine's disk, each a file named by its SHA-256. A file appears complete and verified or not at
/// all, so that workers may share the directory; one worker downloads an artefact once, however many slots ask for it.
/// What was not used for longest goes where there is more than the limit, but never what is in use: a user holds a
/// shared lock of the operating system's, in whatever process, and who deletes needs the lock alone.
/// </summary>
/// <param name="limit">Bytes; what is in use may be more.</param>
internal sealed class ArtefactCache(CoordinatorClient coordinator, string folder, long limit, TimeProvider time)
{
    private const int Tries = 3;

    /// <summary>What a download that nobody finishes leaves is this old before it goes: longer than any lasts.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private readonly string root = Path.GetFullPath(folder);
    private readonly ConcurrentDictionary<ArtefactAddress, Lazy<Task>> downloads = new();

    /// <summary>Verified once a life: a disk, or a hand, may have changed them.</summary>
    private readonly ConcurrentDictionary<ArtefactAddress, bool> verified = new();

    /// <summary>The artefact's file, which is downloaded where it is missing, and stays until it is disposed.</summary>
    /// <param name="cancel">Ends the waiting; a download goes on for whoever asks next.</param>
    /// <exception cref="InvalidDataException">The coordinator sent other bytes, several times.</exception>
    /// <exception cref="RefusedException">The coordinator does not have it.</exception>
    public async Task<CachedArtefact> GetAsync(ArtefactAddress address, CancellationToken cancel)
    {
        // Between the download and the lock another worker may have made room.
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await TakeAsync(address, cancel) is { } file) return file;
            await DownloadOnceAsync(address, cancel);
        }
        throw new IOException($"artefact {address} is deleted from {root} as soon as it is there: is --cache-limit less than the data that is in use?");
    }

    /// <summary>The address of a file's content.</summary>
    public static async Task<ArtefactAddress> AddressOfAsync(string path, CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        return ArtefactAddress.Parse(Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel)));
    }

    private string PathOf(ArtefactAddress address) => Path.Combine(root, address.ToString());

    /// <summary>Takes a whole file into use; null where there is none.</summary>
    private async Task<CachedArtefact?> TakeAsync(ArtefactAddress address, CancellationToken cancel)
    {
        var path = PathOf(address);
        if (Lock(path, FileShare.Read) is not { } use) return null;
        try
        {
            // It may have gone, or changed its name's owner, before it was locked.
            if (File.Exists(path) && (verified.ContainsKey(address) || await AddressOfAsync(path, cancel) == address))
            {
                verified[address] = true;
                File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
                var taken = new CachedArtefact(path, use);
                use = null;
                return taken;
            }
            return null;
        }
        finally
        {
            if (use is not null) await use.DisposeAsync();
        }
    }

    private async Task DownloadOnceAsync(ArtefactAddress address, CancellationToken cancel)
    {
        var download = downloads.GetOrAdd(address, wanted => new Lazy<Task>(() => DownloadAsync(wanted, CancellationToken.None)));
        try
        {
            await download.Value.WaitAsync(cancel);
        }
        finally
        {
            // Neither success nor failure is kept: the file may go, and the next trial tries again.
            if (download.Value.IsCompleted) downloads.TryRemove(KeyValuePair.Create(address, download));
        }
    }

    private async Task DownloadAsync(ArtefactAddress address, CancellationToken cancel)
    {
        Directory.CreateDirectory(root);
        var partial = $"{PathOf(address)}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}";
        try
        {
            for (var tries = 0; tries < Tries; tries++)
            {
                await coordinator.DownloadAsync(address, partial, cancel);
                if (await AddressOfAsync(partial, cancel) != address) continue;
                MakeRoom(new FileInfo(partial).Length);
                File.Move(partial, PathOf(address), overwrite: true);
                verified[address] = true;
                return;
            }
            throw new InvalidDataException($"the coordinator sends other bytes than those of artefact {address}");
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Deletes what was not used for longest until that many bytes more fit, as far as it is not in use.</summary>
    private void MakeRoom(long bytes)
    {
        var (whole, left, old) = (new List<(string Path, DateTime UsedAt)>(), new List<string>(), time.GetUtcNow().UtcDateTime - Abandoned);
        long used = 0;
        foreach (var path in Directory.GetFiles(root))
        {
            using var file = Lock(path, FileShare.ReadWrite); // another worker may delete it at any time
            if (file is null) continue;
            var usedAt = File.GetLastWriteTimeUtc(file.SafeFileHandle);
            if (!ArtefactAddress.TryParse(Path.GetFileName(path), out _))
            {
                if (usedAt < old) left.Add(path);
                continue;
            }
            whole.Add((path, usedAt));
            used += file.Length;
        }
        foreach (var path in left) Delete(path);
        foreach (var (path, _) in whole.OrderBy(file => file.UsedAt))
        {
            if (used + bytes <= limit) return;
            used -= Delete(path);
        }
    }

    /// <returns>How much is gone: nothing where it is in use.</returns>
    private static long Delete(string path)
    {
        using var alone = Lock(path, FileShare.None);
        if (alone is null) return 0;
        File.Delete(path);
        return alone.Length;
    }

    /// <summary>Null where there is no such file, or another's lock stands against it.</summary>
    private static FileStream? Lock(string path, FileShare share)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, share);
        }
        catch (IOException)
        {
            return null;
        }
    }
}

/// <summary>A file of the cache in use.</summary>
internal sealed class CachedArtefact(string path, FileStream use) : IDisposable
{
    public string Path => path;

    public void Dispose() => use.Dispose();
}
