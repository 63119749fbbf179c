using Shared.Catalogue;
using Shared.Space;
using Shared.Spec.Yaml;
using Shared.Trials;

namespace Shared.Spec.Reading;

/// <summary>The key <c>objective</c>, which maximises, or <c>minimise</c>.</summary>
internal static class ObjectiveReader
{
    private const string Maximise = "objective", Minimise = "minimise", Prefix = Measures.ValidationPart + ".";

    /// <returns>null: there is none, or none that can be, and the problem is noted.</returns>
    public static Objective? Read(MappingReader spec, SpaceDraft draft)
    {
        var (higher, lower) = (spec.Take(Maximise), spec.Take(Minimise));
        var problems = draft.Problems;
        if ((higher ?? lower) is not { } node)
        {
            problems.Add("", 0, "`objective` is missing: name a measure to maximise, such as objective: validation.macro_ap, or to `minimise`");
            return null;
        }
        if (higher is not null && lower is not null)
        {
            problems.Add(Minimise, lower.Line, "a sweep has one objective: give `objective` or `minimise`, but got both");
            return null;
        }
        var key = higher is not null ? Maximise : Minimise;
        if (node is not YamlNode.Scalar { IsNull: false } scalar)
        {
            problems.Add(key, node.Line, $"`{key}` must be a measure of the validation part, such as validation.macro_ap, but got {node.Shown}");
            return null;
        }
        if (Measure(scalar, key, problems) is not { } measure) return null;
        if (measure.HigherIsBetter != (key == Maximise))
        {
            var (better, instead) = measure.HigherIsBetter ? ("higher", Maximise) : ("lower", Minimise);
            problems.Add(key, node.Line, $"{better} is better for {scalar.Text}: write `{instead}: {scalar.Text}`");
            return null;
        }
        CheckLosses(measure, scalar, key, draft);
        return new Objective(scalar.Text, key == Maximise);
    }

    private static MeasureEntry? Measure(YamlNode.Scalar node, string key, SpecProblems problems)
    {
        var name = node.Text;
        if (name.StartsWith("train.", StringComparison.Ordinal) || name.StartsWith("test.", StringComparison.Ordinal))
        {
            var part = name[..name.IndexOf('.')];
            problems.Add(key, node.Line, $"`{key}` must be measured on validation, but got {ShownText.Of(name)}: " +
                (part == "test" ? "what the test part chooses, the test part cannot judge" : "the training part favours what overfits"));
            return null;
        }
        var bare = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        var measure = Measures.Find(bare);
        if (measure is null)
            problems.Add(key, node.Line, $"no trial reports {ShownText.Of(name)}; {NearestName.Hint(bare, [.. Measures.All.Select(known => known.Name)])}");
        else if (bare == name)
            problems.Add(key, node.Line, $"`{key}` must say where it is measured, but got {name}: write {Prefix}{name}");
        else
            return measure;
        return null;
    }

    private static void CheckLosses(MeasureEntry measure, YamlNode node, string key, SpaceDraft draft)
    {
        if (draft.IsBroken(Components.Loss.Name)) return;
        if (measure.Name == Measures.Loss)
        {
            var searched = draft.Parameters.FirstOrDefault(parameter =>
                (parameter.Path == Components.Loss.Name || parameter.Path.StartsWith(Components.Loss.Name + ".", StringComparison.Ordinal)) && !parameter.Domain.IsConstant);
            if (searched is not null)
                draft.Problems.Add(key, node.Line,
                    $"`{key}` must not be validation.loss while the loss is searched, but {SpecPath.OfParameter(searched.Path)} is: values of different losses cannot be compared");
            return;
        }
        var silent = Losses.All.Where(loss => !loss.Reports(measure) && CanBeChosen(loss, draft)).Select(loss => loss.Name).ToList();
        if (silent.Count > 0)
            draft.Problems.Add(key, node.Line, $"trials with {string.Join(", ", silent)} never report validation.{measure.Name}, which needs " +
                (measure.Needs is MeasureNeed.Probabilities ? "probabilities" : "a natural threshold") + ": leave them out or choose another objective");
    }

    private static bool CanBeChosen(LossEntry loss, SpaceDraft draft) =>
        draft.Find(Components.Loss.Name)!.Domain.Contains(new ParameterValue.Text(loss.Name));
}
