namespace Coordinator.Http;

/// <summary>A text that somebody sent, as far as a message may repeat it: short, and on one line.</summary>
internal static class Shown
{
    private const int Most = 64;

    public static string Of(string text)
    {
        var shown = string.Concat(text.Take(Most).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
        return text.Length > Most ? shown + "..." : shown;
    }
}
