using Microsoft.Extensions.Logging;
using Shared.Trials;
using Worker.Data;
using Worker.Metrics;

namespace Worker.Agent;

/// <summary>Stores the files that a trial left behind as artefacts.</summary>
internal sealed class AttemptFiles(CoordinatorClient coordinator, WorkerMetrics metrics, ILogger log)
{
    /// <param name="scratch">The attempt's directory.</param>
    /// <param name="files">File names below it, by what they are.</param>
    /// <exception cref="DataProblem">A file is not there, or not below the directory, or has no plain name: the trainer is at fault.</exception>
    public async Task<IReadOnlyDictionary<string, ArtefactAddress>> StoreAsync(
        string scratch, IReadOnlyDictionary<string, string> files, CancellationToken cancel)
    {
        var stored = new SortedDictionary<string, ArtefactAddress>(StringComparer.Ordinal);
        // Weights first: where room for only one is left, it is theirs.
        foreach (var (what, name) in files.OrderBy(file => file.Key == TrialFiles.Evaluation))
        {
            var path = PathOf(scratch, what, name);
            var address = await ArtefactCache.AddressOfAsync(path, cancel);
            try
            {
                await coordinator.UploadAsync(address, path, cancel);
                stored[what] = address;
                metrics.Uploaded(new FileInfo(path).Length);
            }
            catch (RefusedException refusal) when (!refusal.IsForbidden)
            {
                // Too large, or over a quota: the trial's values count all the same.
                AgentLog.ArtefactRefused(log, what, refusal.Message);
            }
        }
        return stored;
    }

    /// <summary>A trainer may run somebody's own code: what it names must be its own file.</summary>
    public static string PathOf(string scratch, string what, string name)
    {
        if (what is not { Length: > 0 and <= 64 } || !what.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            throw new DataProblem($"what a trainer's file is has 1 to 64 letters, digits, '-' and '_', but got {DataProblem.Quote(what)}");
        var path = Path.GetFullPath(Path.Combine(scratch, name));
        if (!path.StartsWith(scratch + Path.DirectorySeparatorChar, StringComparison.Ordinal) || new FileInfo(path).LinkTarget is not null)
            throw new DataProblem($"the trainer's file '{what}' is not below its scratch directory");
        if (!File.Exists(path)) throw new DataProblem($"the trainer's file '{what}' is not there");
        return path;
    }
}
