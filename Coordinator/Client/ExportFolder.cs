using Coordinator.Local;

namespace Coordinator.Client;

/// <summary>
/// Files that appear in a folder all together, once all are whole, or not at all. They are gathered in a folder beside it, which is gone
/// afterwards however it ends.
/// </summary>
internal sealed class ExportFolder : IDisposable
{
    private readonly string folder;
    private readonly string gathered;

    public ExportFolder(string folder)
    {
        this.folder = Path.TrimEndingDirectorySeparator(folder);
        if (File.Exists(this.folder)) throw new RefusedException($"{this.folder} is a file: give a directory with -o");
        gathered = $"{this.folder}.{Path.GetRandomFileName()}";
        Directory.CreateDirectory(gathered);
    }

    /// <summary>Where a file is gathered.</summary>
    public string PathOf(string name) => Path.Combine(gathered, name);

    public Task Write(string name, string text, CancellationToken cancellation) => File.WriteAllTextAsync(PathOf(name), text, cancellation);

    /// <summary>Moves what was gathered to its place.</summary>
    /// <param name="overwrites">Whether other content under the same names may go.</param>
    /// <returns>Where the files are.</returns>
    /// <exception cref="RefusedException">A file of that name with another content is there.</exception>
    public IReadOnlyList<string> Finish(bool overwrites)
    {
        var files = Directory.GetFiles(gathered).Select(file => (From: file, To: Path.Combine(folder, Path.GetFileName(file)))).OrderBy(file => file.To, StringComparer.Ordinal).ToList();
        var foreign = files.Where(file => File.Exists(file.To) && !IsSame(file.From, file.To)).Select(file => file.To).ToList();
        if (foreign.Count > 0 && !overwrites)
            throw new RefusedException($"{string.Join(", ", foreign)} {(foreign.Count == 1 ? "exists" : "exist")} with another content: give another directory with -o, or --force to overwrite");
        if (!Directory.Exists(folder))
        {
            Directory.Move(gathered, folder);
        }
        else
        {
            foreach (var (from, to) in files) File.Move(from, to, overwrite: true);
        }
        return [.. files.Select(file => file.To)];
    }

    public void Dispose()
    {
        if (Directory.Exists(gathered)) Directory.Delete(gathered, recursive: true);
    }

    private static bool IsSame(string one, string other) =>
        new FileInfo(one).Length == new FileInfo(other).Length && File.ReadAllBytes(one).AsSpan().SequenceEqual(File.ReadAllBytes(other));
}
