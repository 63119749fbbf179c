namespace Worker.Agent;

/// <summary>
/// A worker's directory: <c>lock</c>, <c>trainers/</c> (see <see cref="TrainerRecords"/>), <c>scratch/</c> (a directory
/// for each attempt while it lasts) and <c>logs/</c> (a file for each attempt, the newest <see cref="MaxLogs"/> of them).
/// </summary>
internal sealed class StateFolder : IDisposable
{
    public const int MaxLogs = 1000;

    private readonly FileStream ownership;

    private StateFolder(string root, FileStream ownership)
    {
        Root = root;
        this.ownership = ownership;
    }

    public string Root { get; }

    public string Trainers => Path.Combine(Root, "trainers");

    private string ScratchRoot => Path.Combine(Root, "scratch");

    private string Logs => Path.Combine(Root, "logs");

    /// <summary>Takes the directory into possession, which ends with the process however that ends.</summary>
    /// <exception cref="IOException">Another worker has it, or it cannot be written.</exception>
    public static StateFolder Open(string path)
    {
        var root = Path.GetFullPath(path);
        Directory.CreateDirectory(root);
        FileStream ownership;
        try
        {
            ownership = new FileStream(Path.Combine(root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (Directory.Exists(root))
        {
            throw new IOException($"the state directory '{root}' is in use by another worker: give each its own --name and --state", error);
        }
        return new StateFolder(root, ownership);
    }

    /// <summary>Empties what an earlier life left.</summary>
    public void Sweep()
    {
        Directory.CreateDirectory(ScratchRoot);
        foreach (var scratch in Directory.GetDirectories(ScratchRoot)) DeleteScratch(scratch);
        Directory.CreateDirectory(Logs);
        foreach (var old in new DirectoryInfo(Logs).GetFiles().OrderByDescending(file => file.LastWriteTimeUtc).Skip(MaxLogs)) old.Delete();
    }

    /// <summary>An empty directory, to be given to <see cref="DeleteScratch"/> in the end.</summary>
    /// <param name="name">Such as <c>debtags-17-1</c>.</param>
    public string CreateScratch(string name)
    {
        var path = Path.Combine(ScratchRoot, name);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        return Directory.CreateDirectory(path).FullName;
    }

    /// <summary>What cannot be deleted now is deleted by the next <see cref="Sweep"/>.</summary>
    public static void DeleteScratch(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A descendant of the trainer may still be writing there.
        }
    }

    public string LogPath(string name) => Path.Combine(Logs, name + ".log");

    public void Dispose() => ownership.Dispose();
}
