using System.Globalization;

namespace Shared.Spec;

/// <summary>Lengths of time as specs write them: a number with its unit.</summary>
public static class Duration
{
    public const string Rule = "a time above 0 and at most 3650d with a unit s, m, h or d, such as 90m";

    private static readonly (char Unit, double Seconds)[] Units = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (text is not { Length: >= 2 }) return false;
        var seconds = Units.FirstOrDefault(unit => unit.Unit == text[^1]).Seconds;
        if (seconds == 0 || !double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)) return false;
        if (!(count * seconds is >= 0.001 and <= 3650 * 86_400.0)) return false;
        duration = TimeSpan.FromMilliseconds(Math.Round(count * seconds * 1000));
        return true;
    }

    /// <summary>In the largest unit that leaves a whole number.</summary>
    public static string Text(TimeSpan duration)
    {
        foreach (var (unit, seconds) in Units)
            if (duration.TotalSeconds % seconds == 0)
                return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds / seconds}{unit}");
        return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds}s");
    }
}
