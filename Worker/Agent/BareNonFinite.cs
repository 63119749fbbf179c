using System.Buffers;

namespace Worker.Agent;

/// <summary>
/// Python's json writes NaN and Infinity bare, which JSON does not know. Puts quotes around them, outside of texts,
/// so that such a line is read as what it means.
/// </summary>
internal static class BareNonFinite
{
    public static ReadOnlyMemory<byte> Quote(ReadOnlySpan<byte> json)
    {
        var quoted = new ArrayBufferWriter<byte>(json.Length + 64);
        var isText = false;
        for (var i = 0; i < json.Length;)
        {
            var length = isText && json[i] == '\\' ? Math.Min(2, json.Length - i) : 1;
            if (json[i] == '"') isText = !isText;
            else if (!isText && NameAt(json[i..]) is var name and > 0)
            {
                quoted.Write("\""u8);
                quoted.Write(json.Slice(i, name));
                quoted.Write("\""u8);
                i += name;
                continue;
            }
            quoted.Write(json.Slice(i, length));
            i += length;
        }
        return quoted.WrittenMemory;
    }

    /// <summary>Length of the name that the text starts with, or 0.</summary>
    private static int NameAt(ReadOnlySpan<byte> json)
    {
        if (json.StartsWith("NaN"u8)) return 3;
        if (json.StartsWith("Infinity"u8)) return 8;
        return json.StartsWith("-Infinity"u8) ? 9 : 0;
    }
}
