using System.Collections.Immutable;
using Shared.Catalogue;
using Shared.Space;
using Shared.Trials;

namespace Shared.Spec;

/// <summary>Turns an assignment, of a sweep's space or of a baseline outside of it, into what a trainer needs, defaults filled in.</summary>
public static class SettingsResolver
{
    /// <exception cref="KeyNotFoundException">The assignment names a component that the catalogue lacks.</exception>
    public static TrialSettings Resolve(SweepSpec spec, Assignment assignment) => new(
        new ModelSettings([.. ((ParameterValue.Wholes)Value(assignment, Settings.Hidden)!).Values.Select(width => (int)width)], Number(assignment, Settings.Dropout)!.Value),
        new TrainingSettings(
            Epochs(assignment),
            Whole(assignment, Settings.BatchSize)!.Value,
            Whole(assignment, Settings.StepsPerEpoch),
            assignment.Find(Settings.Patience.Name) is null ? null : new EarlyStopping(Whole(assignment, Settings.Patience)!.Value, Number(assignment, Settings.MinDelta)!.Value),
            Number(assignment, Settings.ClipGradient)),
        Chosen(assignment, Components.Loss),
        Chosen(assignment, Components.Resampling),
        Chosen(assignment, Components.Optimizer),
        Chosen(assignment, Components.OutputBias).Name,
        spec.Objective);

    /// <summary>What <see cref="Resolve"/> says of the epochs, for who needs no more.</summary>
    public static int Epochs(Assignment assignment) => Whole(assignment, Settings.Epochs)!.Value;

    private static Component Chosen(Assignment assignment, ComponentKind kind)
    {
        var entry = kind[assignment.Find(kind.Name)?.ToString() ?? kind.Default];
        return new Component(entry.Name, entry.Parameters.ToImmutableSortedDictionary(
            parameter => parameter.Name,
            parameter => assignment.Find(kind.Path(entry.Name, parameter.Name)) ?? parameter.Default!,
            StringComparer.Ordinal));
    }

    private static ParameterValue? Value(Assignment assignment, ParameterEntry setting) => assignment.Find(setting.Name) ?? setting.Default;

    private static int? Whole(Assignment assignment, ParameterEntry setting) => Value(assignment, setting) is ParameterValue.Whole whole ? checked((int)whole.Value) : null;

    private static double? Number(Assignment assignment, ParameterEntry setting) => Value(assignment, setting)?.AsDouble();
}
