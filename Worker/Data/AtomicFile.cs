namespace Worker.Data;

/// <summary>Files which exist completely or not at all, whenever the power goes.</summary>
internal static class AtomicFile
{
    /// <exception cref="IOException">The disk is full, or the folder cannot be written; no temporary file stays.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        // One name a process: two processes writing the same path each rename a file of their own.
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
