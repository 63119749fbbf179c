using System.Globalization;

namespace Tests.Chaos;

/// <summary>How a run was asked for.</summary>
/// <param name="Length">How long deeds are done; putting right, waiting and checking come after.</param>
/// <param name="Seed">The same seed plans the same deeds in the same order with the same pauses.</param>
internal sealed record ChaosOptions(TimeSpan Length, ulong Seed)
{
    public const string Usage = "usage: ./test chaos [--minutes N] [--seed S]";

    public static readonly TimeSpan Default = TimeSpan.FromMinutes(3);

    /// <exception cref="FormatException">With what is wrong, for people.</exception>
    public static ChaosOptions Parse(IReadOnlyList<string> words, TimeProvider time)
    {
        // A seed of its own each time finds more; the first line names it.
        var options = new ChaosOptions(Default, (ulong)time.GetUtcNow().ToUnixTimeSeconds());
        for (var at = 0; at < words.Count; at += 2)
        {
            var value = at + 1 < words.Count ? words[at + 1] : "";
            options = words[at] switch
            {
                "--minutes" when double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var minutes) && minutes is >= 0.1 and <= 1440 =>
                    options with { Length = TimeSpan.FromMinutes(minutes) },
                "--minutes" => throw new FormatException($"--minutes must be from 0.1 to 1440, but got '{value}'. {Usage}"),
                "--seed" when ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) => options with { Seed = seed },
                "--seed" => throw new FormatException($"--seed must be a whole number, 0 or more, but got '{value}'. {Usage}"),
                var word => throw new FormatException($"'{word}' is no option. {Usage}"),
            };
        }
        return options;
    }

    public IEnumerable<string> Words() => ["--minutes", Length.TotalMinutes.ToString("R", CultureInfo.InvariantCulture), "--seed", $"{Seed}"];
}
