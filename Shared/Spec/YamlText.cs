using System.Text;

namespace Shared.Spec;

/// <summary>Texts as YAML scalars.</summary>
internal static class YamlText
{
    private static readonly string[] Words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

    /// <summary>The text as it is where every reader takes it for a text, in double quotes otherwise.</summary>
    public static string Quote(string text)
    {
        var plain = text.Length > 0 && char.IsAsciiLetter(text[0]) &&
            text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/') &&
            !Words.Contains(text, StringComparer.OrdinalIgnoreCase);
        if (plain) return text;

        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            // Line breaks would fold; besides the controls, U+2028 and U+2029 break lines, and U+FEFF may vanish.
            else if (char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF') quoted.Append($"\\u{(int)c:X4}");
            else quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }
}
