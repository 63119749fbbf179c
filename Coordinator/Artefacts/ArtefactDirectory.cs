using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Shared.Trials;

namespace Coordinator.Artefacts;

/// <summary>
/// Artefacts as files named by their content: <c>ab/cdef...</c>. A file is there whole or not at all: it is written
/// beside, brought to the disk, and renamed; then its directory is brought to the disk as well. The time of storing is
/// the file's. The directory may be a volume that several coordinators share; the active one stores and deletes.
/// </summary>
internal sealed partial class ArtefactDirectory : IArtefactStore
{
    private const int BufferSize = 1 << 16;
    private const string HalfStored = "incoming-*";

    private readonly string root;
    private readonly TimeProvider time;

    /// <summary>Guards what must not come between a look and a deed: the room that is used, and how new a file is.</summary>
    private readonly Lock sync = new();

    /// <summary>Bytes of all artefacts; null while nobody had to know.</summary>
    private long? used;

    public ArtefactDirectory(string root, ArtefactLimits limits, TimeProvider time)
    {
        (this.root, Limits, this.time) = (Path.GetFullPath(root), limits, time);
        Guarded(() => Directory.CreateDirectory(root));
    }

    public ArtefactLimits Limits { get; }

    /// <summary>Where an artefact is, or would be.</summary>
    public string PathOf(ArtefactAddress address) => Path.Combine(root, address.ToString()[..2], address.ToString()[2..]);

    public bool Contains(ArtefactAddress address) => File.Exists(PathOf(address));

    Task<bool> IArtefactStore.Contains(ArtefactAddress address, CancellationToken cancellation) => Task.FromResult(Contains(address));

    public Task<ArtefactRefusal?> Refuses(long bytes, CancellationToken cancellation)
    {
        lock (sync) return Task.FromResult(Limits.Refuses(Used(Limits), bytes));
    }

    public Task<ArtefactRefusal?> Store(ArtefactAddress address, Stream content, CancellationToken cancellation) =>
        Store(address, content, Limits, cancellation);

    /// <summary>Stores a file of this machine, whatever its size.</summary>
    public async Task<ArtefactAddress> StoreFile(string path, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        var address = ArtefactAddress.Parse(Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation)));
        file.Position = 0;
        return await Store(address, file, ArtefactLimits.None, cancellation) is null
            ? address
            : throw new IOException($"{path} changed while it was read");
    }

    public Task<Stream?> Open(ArtefactAddress address, CancellationToken cancellation)
    {
        try
        {
            return Task.FromResult<Stream?>(Guarded(() => new FileStream(
                PathOf(address), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferSize, useAsync: true)));
        }
        catch (ArtefactStoreException error) when (error.InnerException is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public async IAsyncEnumerable<StoredArtefact> List([EnumeratorCancellation] CancellationToken cancellation)
    {
        long? before;
        lock (sync) before = used;
        long sum = 0;
        foreach (var file in await Task.Run(() => Guarded(Files), cancellation))
        {
            sum += file.Bytes;
            yield return file;
        }
        // What came meanwhile may have been counted twice: too much until the next time, never too little.
        lock (sync) used = used is { } now && before is { } then ? sum + Math.Max(0, now - then) : null;
    }

    public Task Delete(ArtefactAddress address, DateTimeOffset ifStoredBy, CancellationToken cancellation)
    {
        lock (sync)
        {
            var file = new FileInfo(PathOf(address));
            if (!file.Exists || file.LastWriteTimeUtc > ifStoredBy.UtcDateTime) return Task.CompletedTask;
            var bytes = file.Length;
            Guarded(file.Delete);
            used -= bytes;
        }
        return Task.CompletedTask;
    }

    public Task DeleteHalfStored(DateTimeOffset begunBy, CancellationToken cancellation)
    {
        foreach (var left in new DirectoryInfo(root).EnumerateFiles(HalfStored))
            if (left.LastWriteTimeUtc <= begunBy.UtcDateTime) Guarded(left.Delete);
        return Task.CompletedTask;
    }

    public Task<DateTimeOffset> Now(CancellationToken cancellation) => Task.FromResult(time.GetUtcNow());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<ArtefactRefusal?> Store(ArtefactAddress address, Stream content, ArtefactLimits limits, CancellationToken cancellation)
    {
        if (Renew(address)) return null;
        var incoming = Path.Combine(root, HalfStored.Replace("*", Path.GetRandomFileName(), StringComparison.Ordinal));
        try
        {
            using var checkedContent = new CheckedContent(content, limits.MostBytes);
            await Write(incoming, checkedContent, cancellation);
            return checkedContent.Refusal(address) ?? Guarded(() => Take(incoming, address, checkedContent.Bytes, limits));
        }
        finally
        {
            File.Delete(incoming);
        }
    }

    /// <summary>What is there already was stored now.</summary>
    private bool Renew(ArtefactAddress address)
    {
        lock (sync)
        {
            if (!Contains(address)) return false;
            File.SetLastWriteTimeUtc(PathOf(address), time.GetUtcNow().UtcDateTime);
            return true;
        }
    }

    /// <summary>The sender's failures stay what they are; the disk's are the store's.</summary>
    private async Task Write(string path, CheckedContent content, CancellationToken cancellation)
    {
        await using var file = Guarded(() => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: false));
        var block = new byte[BufferSize];
        int read;
        while ((read = await content.Read(block, cancellation)) > 0) Guarded(() => file.Write(block, 0, read));
        Guarded(() => file.Flush(flushToDisk: true));
    }

    /// <summary>Gives what was written its name, if there is room for it.</summary>
    private ArtefactRefusal? Take(string incoming, ArtefactAddress address, long bytes, ArtefactLimits limits)
    {
        File.SetLastWriteTimeUtc(incoming, time.GetUtcNow().UtcDateTime);
        var path = PathOf(address);
        var directory = Path.GetDirectoryName(path)!;
        lock (sync)
        {
            var known = Contains(address);
            if (!known && limits.Refuses(Used(limits), bytes) is { } refusal) return refusal;
            Directory.CreateDirectory(directory);
            File.Move(incoming, path, overwrite: true);
            if (!known) used += bytes;
        }
        SyncDirectory(directory);
        SyncDirectory(root);
        return null;
    }

    /// <summary>Counted when a quota first asks.</summary>
    private long Used(ArtefactLimits limits) => limits.Quota is null ? 0 : used ??= Files().Sum(file => file.Bytes);

    private IReadOnlyList<StoredArtefact> Files() =>
    [
        .. from directory in new DirectoryInfo(root).EnumerateDirectories()
           from file in directory.EnumerateFiles()
           where ArtefactAddress.TryParse(directory.Name + file.Name, out _)
           select new StoredArtefact(ArtefactAddress.Parse(directory.Name + file.Name), file.Length, file.LastWriteTimeUtc),
    ];

    private T Guarded<T>(Func<T> deed)
    {
        try
        {
            return deed();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ArtefactStoreException($"the artefacts in {root} cannot be read or written: {error.Message}", error);
        }
    }

    private void Guarded(Action deed) => Guarded(() =>
    {
        deed();
        return true;
    });

    /// <summary>A renamed file survives a power cut only once its directory is on the disk.</summary>
    private static void SyncDirectory(string path)
    {
        const int readOnlyDirectory = 0x10000; // O_RDONLY | O_DIRECTORY
        using var handle = new SafeFileHandle(Open(path, readOnlyDirectory), ownsHandle: true);
        if (handle.IsInvalid || Sync(handle) != 0)
            throw new IOException($"{path} could not be brought to the disk: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial nint Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(SafeFileHandle file);
}
