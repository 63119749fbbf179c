using Shared.Space;

namespace Shared.Catalogue;

/// <summary>A parameter of a component, or a setting of model or training.</summary>
/// <param name="Name">As in the YAML.</param>
/// <param name="Legal">What it can be set to at all.</param>
/// <param name="Default">What it is where a spec says nothing; null: a setting that is then left out.</param>
/// <param name="DefaultRange">What <c>all</c> searches; a constant where a search is not worth a dimension.</param>
/// <param name="Doc">Meaning and unit.</param>
public sealed record ParameterEntry(string Name, LegalValues Legal, ParameterValue? Default, Domain DefaultRange, string Doc)
{
    /// <summary>Set for a parameter that exists only with another parameter's value.</summary>
    public SiblingCondition? When { get; init; }

    /// <summary>Said where a spec searches, or sets, values above the threshold.</summary>
    public ThresholdWarning? WarnAbove { get; init; }

    public static ParameterEntry Number(string name, LegalValues.Number legal, double value, string doc, Domain? range = null) =>
        new(name, legal, new ParameterValue.Number(value), range ?? Constant(new ParameterValue.Number(value)), doc);

    public static ParameterEntry OptionalNumber(string name, LegalValues.Number legal, Domain range, string doc) => new(name, legal, null, range, doc);

    public static ParameterEntry Whole(string name, LegalValues.Whole legal, long value, string doc, Domain? range = null) =>
        new(name, legal, new ParameterValue.Whole(value), range ?? Constant(new ParameterValue.Whole(value)), doc);

    public static ParameterEntry OptionalWhole(string name, LegalValues.Whole legal, Domain range, string doc) => new(name, legal, null, range, doc);

    /// <summary>One of the names; <c>all</c> searches each of them.</summary>
    public static ParameterEntry OneOf(string name, LegalValues.OneOf legal, string value, string doc) =>
        new(name, legal, new ParameterValue.Text(value), new Domain.Choice([.. legal.Names.Select(option => new ParameterValue.Text(option))]), doc);

    public static ParameterEntry Flag(string name, bool value, string doc) =>
        new(name, new LegalValues.Flag(), new ParameterValue.Flag(value), Constant(new ParameterValue.Flag(value)), doc);

    private static Domain.Choice Constant(ParameterValue value) => new([value]);
}

/// <summary>Holds where the parameter <paramref name="Name"/> of the same component is set to <paramref name="Option"/>.</summary>
public sealed record SiblingCondition(string Name, string Option);

/// <param name="Text">What goes wrong above <paramref name="Threshold"/>.</param>
public sealed record ThresholdWarning(double Threshold, string Text);
