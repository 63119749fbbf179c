using System.Collections.Immutable;
using System.Globalization;
using Shared.Catalogue;
using Shared.Space;
using Shared.Spec.Yaml;

namespace Shared.Spec.Reading;

/// <summary>Turns a node into a value of the kind that is expected there.</summary>
internal static class ValueReader
{
    /// <returns>null: it is none, and the problem is noted.</returns>
    public static ParameterValue? Read(YamlNode node, string name, LegalValues legal, string path, SpecProblems problems)
    {
        var value = Parse(node, legal);
        if (value is not null && legal.Contains(value)) return value;
        problems.Add(path, node.Line, $"`{name}` must be {legal.Rule}, but got {Shown(node)}{Hint(node, legal)}");
        return null;
    }

    /// <summary>A finite number; texts in quotes, NaN and what overflows are none.</summary>
    public static bool TryNumber(YamlNode node, out double value)
    {
        value = 0;
        if (node is not YamlNode.Scalar { Plain: true } scalar ||
            !double.TryParse(scalar.Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value) ||
            !double.IsFinite(value)) return false;
        value += 0.0; // -0 becomes 0: they are one value, and would be two in a ledger.
        return true;
    }

    public static bool TryWhole(YamlNode node, out long value)
    {
        value = 0;
        return node is YamlNode.Scalar { Plain: true } scalar &&
            long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    private static ParameterValue? Parse(YamlNode node, LegalValues legal)
    {
        switch (legal, node)
        {
            case (LegalValues.Number, _):
                return TryNumber(node, out var number) ? new ParameterValue.Number(number) : null;
            case (LegalValues.Whole, _):
                return TryWhole(node, out var whole) ? new ParameterValue.Whole(whole) : null;
            case (LegalValues.Flag, YamlNode.Scalar { Plain: true, Text: "true" or "false" } scalar):
                return new ParameterValue.Flag(scalar.Text == "true");
            case (LegalValues.OneOf, YamlNode.Scalar scalar):
                return new ParameterValue.Text(scalar.Text);
            case (LegalValues.Widths, YamlNode.Sequence sequence):
                var widths = ImmutableArray.CreateBuilder<long>(sequence.Items.Length);
                foreach (var item in sequence.Items)
                {
                    if (!TryWhole(item, out var width)) return null;
                    widths.Add(width);
                }
                return new ParameterValue.Wholes(widths.ToImmutable());
            default:
                return null;
        }
    }

    private static string Shown(YamlNode node) => node is YamlNode.Sequence { Items.Length: <= 16 } list && list.Items.All(item => item is YamlNode.Scalar)
        ? $"[{string.Join(", ", list.Items.Select(item => item.Shown))}]"
        : node.Shown;

    private static string Hint(YamlNode node, LegalValues legal) =>
        legal is LegalValues.OneOf names && node is YamlNode.Scalar scalar && NearestName.Of(scalar.Text, names.Names) is { } near ? $"; did you mean `{near}`?" : "";
}
