namespace Worker.Data;

/// <summary>Confines a spec's paths to the folder which the worker was started with.</summary>
internal static class DataRoot
{
    /// <summary>As many as the kernel follows before it answers ELOOP.</summary>
    private const int MostLinks = 40;

    /// <summary>The absolute path with all links resolved, which lies below the root with all of its links resolved.</summary>
    /// <param name="root">The worker's data root.</param>
    /// <param name="path">As the spec names it; a relative path starts at the root.</param>
    /// <exception cref="DataProblem">The file does not exist, or lies elsewhere.</exception>
    public static string Resolve(string root, string path)
    {
        var realRoot = ResolveLinks(Path.GetFullPath(root));
        var real = ResolveLinks(Path.GetFullPath(path, realRoot));
        var folder = Path.EndsInDirectorySeparator(realRoot) ? realRoot : realRoot + Path.DirectorySeparatorChar;
        if (!real.StartsWith(folder, StringComparison.Ordinal))
            throw new DataProblem($"data must lie below the data root {root}, but {path} does not; move it there, or start with another --data-root");
        if (!File.Exists(real)) throw new DataProblem($"the data file {path} does not exist below {root}");
        return real;
    }

    /// <summary>Follows every link on the way, not only the last: `File.ResolveLinkTarget` leaves linked folders.</summary>
    private static string ResolveLinks(string absolute)
    {
        var followed = 0;
        var resolved = Path.GetPathRoot(absolute)!;
        var rest = new Stack<string>(absolute.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse());
        while (rest.TryPop(out var name))
        {
            // A link's target may climb; `resolved` itself has no links left, so its parent is the real one.
            if (name == "..")
            {
                resolved = Path.GetDirectoryName(resolved) ?? resolved;
                continue;
            }

            if (name == ".") continue;
            var step = Path.Combine(resolved, name);
            if (new FileInfo(step).LinkTarget is not { } target)
            {
                resolved = step;
                continue;
            }

            if (++followed > MostLinks) throw new DataProblem($"the path {absolute} goes through more than {MostLinks} links");
            if (Path.IsPathRooted(target)) resolved = Path.GetPathRoot(target)!;
            foreach (var part in target.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse())
                rest.Push(part);
        }

        return resolved;
    }
}
