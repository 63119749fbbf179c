using System.Runtime.InteropServices;
using Coordinator.Artefacts;
using Coordinator.Deciding.Views;
using Coordinator.Ledger;
using Shared.Trials;

namespace Coordinator.Local;

/// <summary>
/// What a run leaves for its user to pick up, in <c>results/NAME/</c> of the state directory: <c>best.yaml</c>, and the
/// trained weights of the best trials and the baseline, under names that people understand. The weights are hard links to artefacts: a later run
/// that finds better ones takes nothing away here before it writes its own.
/// </summary>
internal static partial class Results
{
    public static string Folder(StateDirectory state, SweepName sweep) => Path.Combine(state.Path, "results", sweep.ToString());

    /// <summary>Writes them anew.</summary>
    /// <param name="trials">Those whose weights are kept, best first.</param>
    public static async Task Write(
        StateDirectory state, SweepName sweep, string bestYaml, IReadOnlyList<TrialSummary> trials, ArtefactDirectory artefacts, CancellationToken cancellation)
    {
        var folder = Folder(state, sweep);
        var fresh = folder + ".new";
        if (Directory.Exists(fresh)) Directory.Delete(fresh, recursive: true);
        Directory.CreateDirectory(fresh);
        await File.WriteAllTextAsync(Path.Combine(fresh, "best.yaml"), bestYaml, cancellation);
        foreach (var trial in trials)
            foreach (var (what, address) in trial.Artefacts ?? new Dictionary<string, ArtefactAddress>())
                if (artefacts.Contains(address)) Link(artefacts.PathOf(address), Path.Combine(fresh, FileName(trial.Trial, what)));
        Delete(state, sweep);
        Directory.Move(fresh, folder);
    }

    public static void Delete(StateDirectory state, SweepName sweep)
    {
        if (Directory.Exists(Folder(state, sweep))) Directory.Delete(Folder(state, sweep), recursive: true);
    }

    private static string FileName(int trial, string what) => what switch
    {
        TrialFiles.Weights => $"trial-{trial}.safetensors",
        TrialFiles.Evaluation => $"trial-{trial}.evaluation.json.gz",
        _ => $"trial-{trial}.{what}",
    };

    private static void Link(string artefact, string path)
    {
        // Not every file system has hard links.
        if (HardLink(artefact, path) != 0) File.Copy(artefact, path);
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int HardLink(string existing, string path);
}
