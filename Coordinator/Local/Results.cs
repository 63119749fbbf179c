using Coordinator.Artefacts;
using Coordinator.Deciding.Views;
using Coordinator.Ledger;
using Shared.Trials;

namespace Coordinator.Local;

/// <summary>
/// What a run leaves for its user to pick up, in <c>results/NAME/</c> of the state directory: <c>best.yaml</c>, and the
/// trained weights of the best trials and the baseline, linked to the artefacts under names that people understand.
/// </summary>
internal static class Results
{
    public static string Folder(StateDirectory state, SweepName sweep) => Path.Combine(state.Path, "results", sweep.ToString());

    /// <summary>Writes them anew.</summary>
    /// <param name="trials">Those whose weights are kept, best first.</param>
    public static async Task Write(
        StateDirectory state, SweepName sweep, string bestYaml, IReadOnlyList<TrialSummary> trials, ArtefactDirectory artefacts, CancellationToken cancellation)
    {
        var folder = Folder(state, sweep);
        Delete(state, sweep);
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "best.yaml"), bestYaml, cancellation);
        foreach (var trial in trials)
            foreach (var (what, address) in trial.Artefacts ?? new Dictionary<string, ArtefactAddress>())
                if (artefacts.Contains(address)) File.CreateSymbolicLink(Path.Combine(folder, FileName(trial.Trial, what)), Path.GetRelativePath(folder, artefacts.PathOf(address)));
    }

    public static void Delete(StateDirectory state, SweepName sweep)
    {
        if (Directory.Exists(Folder(state, sweep))) Directory.Delete(Folder(state, sweep), recursive: true);
    }

    private static string FileName(int trial, string what) => what == "weights" ? $"trial-{trial}.safetensors" : $"trial-{trial}.{what}";
}
