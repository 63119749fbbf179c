namespace Shared.Exposition;

/// <summary>An instrument's name as Prometheus has it, by OpenTelemetry's rules: the unit in plain words at its end, then <c>_total</c> for a counter.</summary>
public static class MetricName
{
    private const string Total = "_total";

    /// <summary>Without <c>_total</c>: what OpenMetrics calls the family.</summary>
    public static string OfFamily(MetricFamily family)
    {
        var name = string.Concat(family.Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        var unit = UnitOf(family);
        return unit.Length == 0 || name.EndsWith("_" + unit, StringComparison.Ordinal) ? name : $"{name}_{unit}";
    }

    /// <summary>Of the samples of a counter or gauge; a histogram's have further endings.</summary>
    public static string OfSample(MetricFamily family) => OfFamily(family) + (family.Kind == MetricKind.Counter ? Total : "");

    /// <summary>In plain words, empty where it is none that a name says: what is counted stands in the name already.</summary>
    public static string UnitOf(MetricFamily family) => family.Unit switch
    {
        "" => "",
        "s" => "seconds",
        "By" => "bytes",
        "1" => "ratio",
        ['{', .., '}'] => "",
        _ => throw new NotSupportedException($"{family.Name} has the unit '{family.Unit}': use a base unit, s, By, 1 or {{what is counted}}"),
    };
}
