using System.Collections.Immutable;
using Coordinator.Deciding.Analysis;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Shared.Randomness;
using Shared.Space;
using Shared.Trials;
using Tests.Deciding;

namespace Tests.Analysis;

/// <summary>What is learnt from trials at random points of a space whose objective is a formula.</summary>
internal static class Learnt
{
    public static SweepOutline Sweep(SearchSpace space, int trials, Func<Assignment, double> objective, bool maximise = true)
    {
        var random = new SeededGenerator(7, "learnt");
        var drawn = new List<Assignment>();
        while (drawn.Count < trials)
        {
            var assignment = space.FromUnit([.. space.Parameters.Select(_ => random.NextDouble())]);
            if (!space.Forbids(assignment)) drawn.Add(assignment);
        }
        return Sweep(space, [.. drawn.Select((assignment, number) => Completed(number, assignment, objective(assignment)))], maximise);
    }

    public static SweepOutline Sweep(SearchSpace space, ImmutableArray<TrialOutline> trials, bool maximise = true) => new(
        Scenario.Spec() with { Space = space, Objective = new Objective("validation.macro_ap", maximise) }, Scenario.Spec().Budget, Scenario.Data, 1, SweepPhase.Active, null, TimeSpan.Zero, null, trials);

    public static TrialOutline Completed(int number, Assignment assignment, double objective) => new(number, "random", false, 1, new TrialPhase.Completed(objective, 1, 1, 1), assignment);

    public static SweepImportance Importance(SweepOutline sweep) => SweepImportance.Of(SweepForest.Fit(sweep));

    public static double Of(this SweepImportance importance, string path) => importance.Parameters.Single(parameter => parameter.Path == path).Importance;

    public static double Number(this Assignment assignment, string path) => assignment.Find(path)!.AsDouble();

    public static string Text(this Assignment assignment, string path) => assignment.Find(path)!.ToString();
}
