namespace Worker.Agent;

/// <summary>A line without its end.</summary>
/// <param name="Bytes">Valid until the next line is read.</param>
/// <param name="IsCut">It was longer than is read; the rest is thrown away.</param>
internal readonly record struct Line(ReadOnlyMemory<byte> Bytes, bool IsCut);

/// <summary>Reads lines of bytes from a process that may print anything: memory stays bounded whatever the length of a line.</summary>
/// <param name="read">Fills a part of the buffer and returns how much, 0 at the end.</param>
/// <param name="longest">The most bytes of a line that are kept.</param>
internal sealed class LineReader(Func<Memory<byte>, CancellationToken, ValueTask<int>> read, int longest)
{
    private byte[] buffer = new byte[4096];
    private int start;
    private int filled;

    /// <summary>The next line, or null at the end. A last line needs no line feed.</summary>
    public async ValueTask<Line?> ReadAsync(CancellationToken cancel)
    {
        var searched = 0;
        while (true)
        {
            var feed = buffer.AsSpan(start + searched, filled - start - searched).IndexOf((byte)'\n');
            if (feed >= 0) return Take(searched + feed, 1);
            searched = filled - start;
            if (searched > longest) return await CutAsync(cancel);
            if (!await FillAsync(cancel)) return searched > 0 ? Take(searched, 0) : null;
        }
    }

    private Line Take(int length, int lineFeed)
    {
        var line = buffer.AsMemory(start, Math.Min(length, longest));
        start += length + lineFeed;
        return new Line(line, length > longest);
    }

    private async ValueTask<Line> CutAsync(CancellationToken cancel)
    {
        var kept = buffer[start..(start + longest)];
        while (true)
        {
            start = filled = 0;
            if (!await FillAsync(cancel)) return new Line(kept, true);
            var feed = buffer.AsSpan(0, filled).IndexOf((byte)'\n');
            if (feed < 0) continue;
            start = feed + 1;
            return new Line(kept, true);
        }
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancel)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
            start = 0;
        }
        if (filled == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        var count = await read(buffer.AsMemory(filled), cancel);
        filled += count;
        return count > 0;
    }
}
