using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Shared.Trials;

namespace Coordinator.Artefacts;

/// <summary>
/// Artefacts as files named by their content: <c>ab/cdef...</c>. A file is there whole or not at all:
/// it is written beside, brought to the disk, and renamed; then its directory is brought to the disk as well.
/// </summary>
internal sealed partial class ArtefactDirectory
{
    private const int BufferSize = 1 << 16;

    private readonly string root;

    public ArtefactDirectory(string root)
    {
        this.root = root;
        Directory.CreateDirectory(root);
    }

    /// <summary>Where an artefact is, or would be.</summary>
    public string PathOf(ArtefactAddress address) => Path.Combine(root, address.ToString()[..2], address.ToString()[2..]);

    public bool Contains(ArtefactAddress address) => File.Exists(PathOf(address));

    /// <summary>Stores what the stream has, durably; storing it again is harmless.</summary>
    /// <param name="most">The most bytes that are taken.</param>
    /// <returns>False where the content is not what the address says; nothing is stored then.</returns>
    /// <exception cref="InvalidDataException">There is more than <paramref name="most"/>.</exception>
    public async Task<bool> Store(ArtefactAddress address, Stream content, long most, CancellationToken cancellation)
    {
        var incoming = Path.Combine(root, $"incoming-{Path.GetRandomFileName()}");
        try
        {
            if (await Write(incoming, content, most, cancellation) != address) return false;
            var path = PathOf(address);
            var directory = Path.GetDirectoryName(path)!;
            Directory.CreateDirectory(directory);
            File.Move(incoming, path, overwrite: true);
            SyncDirectory(directory);
            SyncDirectory(root);
            return true;
        }
        finally
        {
            File.Delete(incoming);
        }
    }

    /// <summary>Stores a file of this machine, durably.</summary>
    public async Task<ArtefactAddress> StoreFile(string path, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        var address = ArtefactAddress.Parse(Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation)));
        if (Contains(address)) return address;
        file.Position = 0;
        return await Store(address, file, long.MaxValue, cancellation)
            ? address
            : throw new IOException($"{path} changed while it was read");
    }

    public void Delete(ArtefactAddress address) => File.Delete(PathOf(address));

    /// <summary>Every artefact there is. What a crash left half written is removed on the way.</summary>
    public IReadOnlyList<ArtefactAddress> Sweep()
    {
        foreach (var left in Directory.EnumerateFiles(root, "incoming-*")) File.Delete(left);
        return
        [
            .. from directory in Directory.EnumerateDirectories(root)
               from file in Directory.EnumerateFiles(directory)
               let name = Path.GetFileName(directory) + Path.GetFileName(file)
               where ArtefactAddress.TryParse(name, out _)
               select ArtefactAddress.Parse(name),
        ];
    }

    private static async Task<ArtefactAddress> Write(string path, Stream content, long most, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferSize, useAsync: false);
        var buffer = new byte[BufferSize];
        long length = 0;
        int read;
        while ((read = await content.ReadAsync(buffer, cancellation)) > 0)
        {
            length += read;
            if (length > most) throw new InvalidDataException($"an artefact has at most {most} bytes");
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }
        file.Flush(flushToDisk: true);
        return ArtefactAddress.Parse(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

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
