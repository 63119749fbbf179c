using System.Text;

namespace Worker.Data;

/// <summary>
/// The lines of a text file with their numbers, read in a stream. Unlike `StreamReader.ReadLine` it refuses a line
/// that would fill the memory.
/// </summary>
internal sealed class CappedLines(Stream stream, string file) : IDisposable
{
    /// <summary>64,000 dense values of 16 characters, four times over.</summary>
    public const int LongestLine = 4 * 1024 * 1024;

    private readonly StreamReader _reader = new(stream, Encoding.UTF8);
    private readonly char[] _buffer = new char[64 * 1024];
    private int _position;
    private int _filled;
    private char[] _line = new char[4096];

    /// <summary>The number of the line last read; the first is 1.</summary>
    public int Number { get; private set; }

    /// <summary>`FILE, line N`, for messages.</summary>
    public string Place => $"{file}, line {Number}";

    /// <summary>The next line without its end, valid until the next call; false at the end of the file.</summary>
    /// <exception cref="DataProblem">The line is longer than <see cref="LongestLine"/> characters.</exception>
    public bool TryRead(out ReadOnlySpan<char> line)
    {
        var length = 0;
        line = default;
        while (true)
        {
            if (_position == _filled)
            {
                _filled = _reader.Read(_buffer);
                _position = 0;
                if (_filled == 0)
                {
                    if (length == 0) return false;
                    break;
                }
            }

            var rest = _buffer.AsSpan(_position.._filled);
            var end = rest.IndexOf('\n');
            var piece = end < 0 ? rest : rest[..end];
            if (length + piece.Length > LongestLine)
                throw new DataProblem($"a line may have at most {LongestLine} characters, but {file}, line {Number + 1} has more");
            if (length + piece.Length > _line.Length) Array.Resize(ref _line, Math.Max(2 * _line.Length, length + piece.Length));
            piece.CopyTo(_line.AsSpan(length));
            length += piece.Length;
            _position += piece.Length + (end < 0 ? 0 : 1);
            if (end >= 0) break;
        }

        Number++;
        if (length > 0 && _line[length - 1] == '\r') length--;
        line = _line.AsSpan(0, length);
        return true;
    }

    public void Dispose() => _reader.Dispose();
}
