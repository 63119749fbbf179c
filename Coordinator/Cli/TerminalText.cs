using System.Globalization;
using System.Text;

namespace Coordinator.Cli;

/// <summary>
/// Strangers' text for a terminal. Whatever would move the cursor, colour, rename, or turn the direction of writing is shown as what it is, so that no trainer can make a person
/// see what is not there; a tab is a tab.
/// </summary>
internal static class TerminalText
{
    public static string Of(string text)
    {
        if (!text.Any(IsCommand)) return text;
        var shown = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (!IsCommand(c)) shown.Append(c);
            else if (c == '\r') shown.Append("\\r");
            else if (c == '\u001b') shown.Append("\\e");
            else shown.Append(c < 0x100 ? "\\x" : "\\u").Append(((int)c).ToString(c < 0x100 ? "x2" : "x4", CultureInfo.InvariantCulture));
        }
        return shown.ToString();
    }

    /// <summary>Control characters of both sets, line and paragraph separators, and marks of direction.</summary>
    private static bool IsCommand(char c) =>
        (char.IsControl(c) && c != '\t') || c is '\u2028' or '\u2029' or '\u200e' or '\u200f' or '\u061c' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
