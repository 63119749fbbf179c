using System.Text;
using Shared.Protocol;

namespace Worker.Agent;

/// <summary>
/// The log of one attempt: whatever its trainer prints beside the protocol, in a file that is made with the first line
/// and ends, saying so, at <see cref="MaxBytes"/>. Written from the readers of both pipes; a full disk costs the file and
/// never the trial.
/// </summary>
/// <param name="passOn">Told each line that is in the log, also where the file cannot be written.</param>
internal sealed class TrialLog(string path, Action<ReadOnlySpan<byte>> passOn) : IDisposable
{
    public const int MaxBytes = 1 << 20;

    /// <summary>A single line must not fill the log.</summary>
    public const int LongestLine = LogLine.Longest;

    private static readonly byte[] Cut = Encoding.UTF8.GetBytes($"[the log ends here: it has reached {MaxBytes} bytes]");

    private readonly Lock gate = new();
    private FileStream? file;
    private long written;
    private bool isClosed;
    private bool hasNoFile;

    public void Write(ReadOnlySpan<byte> line)
    {
        line = line[..Math.Min(line.Length, LongestLine)];
        lock (gate)
        {
            if (isClosed) return;
            var isLast = written + line.Length + 1 > MaxBytes;
            if (isLast) line = Cut;
            written += line.Length + 1;
            passOn(line);
            if (!hasNoFile) WriteFile(line);
            if (isLast) Close();
        }
    }

    public void Dispose()
    {
        lock (gate) Close();
    }

    private void WriteFile(ReadOnlySpan<byte> line)
    {
        try
        {
            file ??= CreateFile();
            file.Write(line);
            file.WriteByte((byte)'\n');
            file.Flush();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            hasNoFile = true;
            CloseFile();
        }
    }

    private FileStream CreateFile()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
    }

    private void Close()
    {
        isClosed = true;
        CloseFile();
    }

    private void CloseFile()
    {
        try
        {
            file?.Dispose();
        }
        catch (IOException)
        {
            // What was still to be flushed met a full disk.
        }
        file = null;
    }
}
