using System.Text;

namespace Worker.Data;

/// <summary>
/// Reads Debian control files (deb822): stanzas of `Field: value` lines separated by empty lines, where a line that begins
/// with white space continues the value above.
/// </summary>
internal static class ControlStanzas
{
    /// <summary>The wanted fields of each stanza, a continuation behind a line feed and without its first white space.</summary>
    public static async IAsyncEnumerable<Dictionary<string, string>> ReadAsync(TextReader text, IReadOnlySet<string> wanted)
    {
        var stanza = new Dictionary<string, string>(StringComparer.Ordinal);
        string? field = null;
        var value = new StringBuilder();
        while (await text.ReadLineAsync() is { } line)
        {
            if (line.Length > 0 && line[0] is ' ' or '\t')
            {
                if (field is not null) value.Append('\n').Append(line, 1, line.Length - 1);
                continue;
            }

            Complete();
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && wanted.Contains(line[..colon]))
            {
                field = line[..colon];
                value.Append(line.AsSpan(colon + 1).Trim());
            }
            else if (line.Length == 0 && stanza.Count > 0)
            {
                yield return stanza;
                stanza = new Dictionary<string, string>(StringComparer.Ordinal);
            }
        }

        Complete();
        if (stanza.Count > 0) yield return stanza;

        void Complete()
        {
            if (field is not null) stanza[field] = value.ToString();
            field = null;
            value.Clear();
        }
    }
}
