using System.Globalization;

namespace Worker.Data;

/// <summary>An explicit value of a row; attributes are numbered from 0 in the order of the `@attribute` lines.</summary>
internal readonly record struct ArffEntry(int Attribute, float Value);

/// <summary>
/// Reads an ARFF file as a stream: first the attributes, then one row after the other, dense (`1.5,0,1`) or sparse
/// (`{0 1.5,2 1}`, an attribute that is absent is 0). The format as Weka defines it, without strings, dates, missing
/// values and row weights.
/// </summary>
internal sealed class ArffReader(Stream stream, string file) : IDisposable
{
    private const int MostAttributes = 1_000_000;

    private readonly CappedLines _lines = new(stream, file);
    private readonly List<ArffEntry> _entries = [];
    private ArffAttribute[] _attributes = [];

    /// <summary>`FILE, line N` of what was last read, for messages.</summary>
    public string Place => _lines.Place;

    /// <summary>Whether a sparse row was seen.</summary>
    public bool HasSparseRows { get; private set; }

    /// <summary>Reads up to and with the `@data` line.</summary>
    /// <exception cref="DataProblem">The header is not one, or has no end.</exception>
    public IReadOnlyList<ArffAttribute> ReadAttributes()
    {
        var attributes = new List<ArffAttribute>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (_lines.TryRead(out var line))
        {
            line = line.Trim();
            if (IsSkipped(line)) continue;
            if (line.Equals("@data", StringComparison.OrdinalIgnoreCase))
            {
                if (attributes.Count == 0) throw new DataProblem($"an ARFF file needs attributes before @data, but has none at {Place}");
                _attributes = [.. attributes];
                return _attributes;
            }

            if (HasKeyword(line, "@relation")) continue;
            if (!HasKeyword(line, "@attribute"))
                throw new DataProblem($"an ARFF header has @relation, @attribute and @data lines only, but another stands at {Place}");
            if (attributes.Count == MostAttributes) throw new DataProblem($"at most {MostAttributes} attributes are read, but {file} has more");
            var attribute = ArffAttribute.Parse(line["@attribute".Length..], Place);
            if (!names.Add(attribute.Name))
                throw new DataProblem($"an attribute may be declared once, but {DataProblem.Quote(attribute.Name)} is declared again at {Place}");
            attributes.Add(attribute);
        }

        throw new DataProblem($"an ARFF file needs an @data line, but {file} has none; it may be cut off");
    }

    /// <summary>The next row's explicit values by ascending attribute, valid until the next call; false at the end.</summary>
    /// <exception cref="DataProblem">The row is malformed; the message names the line.</exception>
    public bool TryReadRow(out ReadOnlySpan<ArffEntry> entries)
    {
        while (_lines.TryRead(out var line))
        {
            line = line.Trim();
            if (IsSkipped(line)) continue;
            _entries.Clear();
            if (line[0] == '{') ReadSparse(line);
            else ReadDense(line);
            entries = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_entries);
            return true;
        }

        entries = default;
        return false;
    }

    public void Dispose() => _lines.Dispose();

    private static bool IsSkipped(ReadOnlySpan<char> line) => line.IsEmpty || line[0] == '%';

    private static bool HasKeyword(ReadOnlySpan<char> line, ReadOnlySpan<char> keyword) =>
        line.StartsWith(keyword, StringComparison.OrdinalIgnoreCase)
        && (line.Length == keyword.Length || char.IsWhiteSpace(line[keyword.Length]));

    private void ReadDense(ReadOnlySpan<char> line)
    {
        foreach (var range in line.Split(','))
        {
            if (_entries.Count == _attributes.Length) throw Miscounted(line);
            _entries.Add(new ArffEntry(_entries.Count, ParseValue(line[range], _entries.Count)));
        }

        if (_entries.Count < _attributes.Length) throw Miscounted(line);
    }

    private DataProblem Miscounted(ReadOnlySpan<char> line) =>
        new($"a dense row needs {_attributes.Length} values, one an attribute, but has {line.Count(',') + 1} at {Place}; the file may be cut off or belong to another header");

    private void ReadSparse(ReadOnlySpan<char> line)
    {
        HasSparseRows = true;
        var end = line.IndexOf('}');
        if (end < 0) throw new DataProblem($"a sparse row ends with a closing brace, but has none at {Place}; the file may be cut off");
        if (end != line.Length - 1) throw new DataProblem($"nothing may follow a sparse row's closing brace, but something does at {Place}; row weights are not read");

        var inner = line[1..end].Trim();
        if (inner.IsEmpty) return;
        foreach (var range in inner.Split(',')) _entries.Add(ParseSparseEntry(inner[range].Trim()));

        _entries.Sort((a, b) => a.Attribute.CompareTo(b.Attribute));
        for (var i = 1; i < _entries.Count; i++)
            if (_entries[i].Attribute == _entries[i - 1].Attribute)
                throw new DataProblem($"an attribute may stand in a row once, but number {_entries[i].Attribute} is repeated at {Place}");
    }

    private ArffEntry ParseSparseEntry(ReadOnlySpan<char> entry)
    {
        var space = entry.IndexOfAny(' ', '\t');
        if (space < 0) throw new DataProblem($"a sparse row has `index value` pairs, but one is {DataProblem.Quote(entry)} at {Place}");
        if (!int.TryParse(entry[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var attribute) || attribute >= _attributes.Length)
            throw new DataProblem($"an index must be a whole number from 0 to {_attributes.Length - 1}, but is {DataProblem.Quote(entry[..space])} at {Place}");
        if (_attributes[attribute].Kind == ArffKind.OneZero)
            throw new DataProblem($"the attribute {DataProblem.Quote(_attributes[attribute].Name)} must be declared {{0,1}} where rows are sparse, but is {{1,0}}, by which an absent value would be 1, at {Place}");
        return new ArffEntry(attribute, ParseValue(entry[(space + 1)..], attribute));
    }

    private float ParseValue(ReadOnlySpan<char> text, int attribute)
    {
        text = text.Trim();
        if (text.Length >= 2 && text[0] is '\'' or '"' && text[^1] == text[0]) text = text[1..^1];
        var (name, kind) = _attributes[attribute];
        if (text is "?")
            throw new DataProblem($"values must not be missing, but that of {DataProblem.Quote(name)} is `?` at {Place}; fill it in, or drop the attribute from the file");
        if (!float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !float.IsFinite(value))
            throw new DataProblem($"the value of {DataProblem.Quote(name)} must be a finite number, but is {DataProblem.Quote(text)} at {Place}");
        if (kind != ArffKind.Numeric && value is not (0 or 1))
            throw new DataProblem($"the value of {DataProblem.Quote(name)} must be 0 or 1, but is {DataProblem.Quote(text)} at {Place}");
        return value;
    }
}
