using System.Text;

namespace Worker.Agent;

/// <summary>
/// The log of one attempt: whatever its trainer prints beside the protocol, in a file that is made with the first line
/// and ends, saying so, at <see cref="MaxBytes"/>. Written from the readers of both pipes; a full disk costs the log and
/// never the trial.
/// </summary>
internal sealed class TrialLog(string path) : IDisposable
{
    public const int MaxBytes = 1 << 20;

    /// <summary>A single line must not fill the log.</summary>
    public const int LongestLine = 16 << 10;

    private static readonly byte[] Cut = Encoding.UTF8.GetBytes($"[the log ends here: it has reached {MaxBytes} bytes]\n");

    private readonly Lock gate = new();
    private FileStream? file;
    private long written;
    private bool isClosed;

    public void Write(ReadOnlySpan<byte> line)
    {
        line = line[..Math.Min(line.Length, LongestLine)];
        lock (gate)
        {
            if (isClosed) return;
            try
            {
                file ??= CreateFile();
                if (written + line.Length + 1 > MaxBytes)
                {
                    file.Write(Cut);
                    Close();
                    return;
                }
                file.Write(line);
                file.WriteByte((byte)'\n');
                file.Flush();
                written += line.Length + 1;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                Close();
            }
        }
    }

    public void Dispose()
    {
        lock (gate) Close();
    }

    private FileStream CreateFile()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
    }

    private void Close()
    {
        isClosed = true;
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
