using System.Globalization;

namespace Tests.Metrics;

/// <summary>What an exposition in Prometheus' text says, sample by sample.</summary>
internal sealed class Scrape
{
    private readonly Dictionary<string, double> samples = new(StringComparer.Ordinal);

    public Scrape(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith('#')) continue;
            var space = line.LastIndexOf(' ');
            samples.Add(line[..space], line[(space + 1)..] switch { "+Inf" => double.PositiveInfinity, var number => double.Parse(number, CultureInfo.InvariantCulture) });
        }
    }

    /// <summary>Names with their labels.</summary>
    public IReadOnlyCollection<string> Names => samples.Keys;

    /// <param name="sample">As it is written, such as <c>sweeps_trials_running{sweep="rare",pool="default"}</c>; null where there is none.</param>
    public double? this[string sample] => samples.TryGetValue(sample, out var value) ? value : null;

    /// <summary>Everything that begins so.</summary>
    public IReadOnlyDictionary<string, double> StartingWith(string name) => samples.Where(pair => pair.Key.StartsWith(name, StringComparison.Ordinal)).ToDictionary();
}
