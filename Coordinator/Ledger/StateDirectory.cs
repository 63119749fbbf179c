using System.Security.Cryptography;
using System.Text;

namespace Coordinator.Ledger;

/// <summary>
/// Everything a sweep on one machine leaves on disk: <c>ledger.db</c>, <c>artefacts/</c>, <c>workers/</c>, <c>cache/</c>,
/// the <c>token</c> of the coordinator that runs now, and the <c>lock</c> of the process that writes.
/// </summary>
internal sealed class StateDirectory : IDisposable
{
    /// <summary>Their locks cannot be trusted, and SQLite's WAL does not work on them.</summary>
    private static readonly string[] NetworkFileSystems = ["nfs", "nfs4", "cifs", "smb", "smb2", "smbfs", "fuse.sshfs", "9p", "ceph", "glusterfs"];

    private readonly FileStream ownership;

    private StateDirectory(string path, FileStream ownership)
    {
        Path = path;
        this.ownership = ownership;
    }

    public string Path { get; }

    public string Ledger => LedgerBelow(Path);

    public string Artefacts => ArtefactsBelow(Path);

    public string Cache => System.IO.Path.Combine(Path, "cache");

    public string TokenFile => System.IO.Path.Combine(Path, "token");

    /// <summary>Data that the workers downloaded, shared by all of them.</summary>
    public string WorkerCache => System.IO.Path.Combine(Path, "workers", "cache");

    public string Worker(int number) => System.IO.Path.Combine(Path, "workers", number.ToString());

    public static string LedgerBelow(string path) => System.IO.Path.Combine(path, "ledger.db");

    public static string ArtefactsBelow(string path) => System.IO.Path.Combine(path, "artefacts");

    /// <summary>Takes the directory, made where there is none, for this process alone.</summary>
    /// <exception cref="StateDirectoryException">It is in use, on a network file system, or cannot be made or written.</exception>
    public static StateDirectory Own(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var fileSystem = FileSystemOf(full);
            if (fileSystem is not null && NetworkFileSystems.Contains(fileSystem))
                throw new StateDirectoryException($"the state directory {full} is on a network file system ({fileSystem}), whose locks cannot be trusted: give a local one with --state");
            var ownership = Lock(System.IO.Path.Combine(full, "lock"));
            return ownership is null
                ? throw new StateDirectoryException($"the state directory {full} is in use by another process: wait for it, or give another one with --state")
                : new StateDirectory(full, ownership);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StateDirectoryException($"the state directory {full} cannot be used: {error.Message}");
        }
    }

    /// <summary>A new random token, readable by this user alone, good until the next start.</summary>
    public string RenewToken()
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        File.Delete(TokenFile);
        using var file = new FileStream(TokenFile, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write(Encoding.ASCII.GetBytes(token));
        return token;
    }

    public void Dispose() => ownership.Dispose();

    /// <summary>The type of file system that a directory is on; null in a root without a mount table of its own (chroot).</summary>
    private static string? FileSystemOf(string path)
    {
        try
        {
            return new DriveInfo(path).DriveFormat;
        }
        catch (DriveNotFoundException)
        {
            return null;
        }
    }

    /// <summary>An exclusive lock of the operating system's, gone with the process however it ends; null where another has it.</summary>
    private static FileStream? Lock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (error.GetType() == typeof(IOException))
        {
            return null;
        }
    }
}

/// <summary>A state directory that cannot be used; the message says why and what to do.</summary>
internal sealed class StateDirectoryException(string message) : Exception(message);
