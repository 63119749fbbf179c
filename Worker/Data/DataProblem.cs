using System.Text;

namespace Worker.Data;

/// <summary>
/// An expected refusal of data: a file that is missing, truncated or contradicts itself, a machine without package lists.
/// The message states the rule, the value, the place and what to do; it never quotes a file's content beyond a short
/// number or attribute name. The program prints it and exits with code 2.
/// </summary>
internal sealed class DataProblem(string message) : Exception(message)
{
    private const int QuotedLength = 40;

    /// <summary>A name or number from a file, made safe to print: at most 40 characters, control characters replaced.</summary>
    public static string Quote(ReadOnlySpan<char> text)
    {
        var quoted = new StringBuilder("'");
        foreach (var c in text[..Math.Min(text.Length, QuotedLength)])
            quoted.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        if (text.Length > QuotedLength) quoted.Append("...");
        return quoted.Append('\'').ToString();
    }
}
