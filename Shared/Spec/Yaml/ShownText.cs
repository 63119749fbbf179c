using System.Text;

namespace Shared.Spec.Yaml;

/// <summary>Texts of a spec as messages show them: on one line, short, and without what would steer a terminal.</summary>
internal static class ShownText
{
    private const int Longest = 60;

    public static string Of(string text) => Of(text, Longest);

    public static string Of(string text, int longest)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= longest) return shown.Append("...").ToString();
            if (Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format) shown.Append($"\\u{rune.Value:x4}");
            else shown.Append(rune.ToString());
        }
        return shown.ToString();
    }
}
