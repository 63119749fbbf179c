namespace Worker.Data;

/// <summary>The value of a `Tag:` field: `role::program, implemented-in::{c,c++}`, over one or several lines.</summary>
internal static class TagLine
{
    /// <summary>The tags in order, braces spelled out, each once.</summary>
    public static IReadOnlyList<string> Parse(string value)
    {
        var tags = new List<string>();
        var start = 0;
        var depth = 0;
        for (var i = 0; i <= value.Length; i++)
        {
            var c = i < value.Length ? value[i] : ',';
            if (c == '{') depth++;
            else if (c == '}') depth--;
            else if (c == ',' && (depth <= 0 || i == value.Length))
            {
                AddExpanded(tags, value.AsSpan(start..i).Trim());
                start = i + 1;
            }
        }

        return tags;
    }

    private static void AddExpanded(List<string> tags, ReadOnlySpan<char> tag)
    {
        var open = tag.IndexOf('{');
        if (open < 0 || tag[^1] != '}')
        {
            Add(tags, tag.ToString());
            return;
        }

        var facet = tag[..open];
        var inner = tag[(open + 1)..^1];
        foreach (var range in inner.Split(',')) Add(tags, string.Concat(facet, inner[range].Trim()));
    }

    private static void Add(List<string> tags, string tag)
    {
        if (tag.Length > 0 && !tags.Contains(tag)) tags.Add(tag);
    }
}
