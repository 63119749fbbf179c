using Coordinator.Artefacts;
using Coordinator.Ledger;
using Coordinator.Running;
using Shared.Trials;

namespace Coordinator.Labels;

/// <summary>
/// Tells SQL the results by label, beside the writer's loop: compares what is told with what is to be told, reads the evaluations that are
/// missing, and takes out what is no longer wanted. Each comparison starts from the table, so that it does not matter who led before, or where that one stopped.
/// </summary>
/// <param name="leads">Whether this coordinator is the active one right now; one that was suspended must not take out what others told meanwhile.</param>
internal sealed class LabelTeller(KeptLabels kept, IArtefactStore store, PostgresLabelTable table, Func<bool> leads, TimeProvider time, ReignLog log)
{
    /// <summary>At the latest then it looks again, whatever came between.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Between two looks: of trials that take milliseconds each, not every one is worth one.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(500);

    /// <summary>Until cancelled.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        while (true)
        {
            var changed = kept.Changed;
            try
            {
                await Look(cancellation);
            }
            catch (Exception error) when (error is LedgerException or ArtefactStoreException)
            {
                log.LabelsNotTold(error.Message);
            }
            await Task.Delay(Rest, time, cancellation);
            try
            {
                await changed.WaitAsync(Period, time, cancellation);
            }
            catch (TimeoutException)
            {
                // Nothing is known to have changed.
            }
        }
    }

    /// <summary>Looks once, and makes what is told what is to be told.</summary>
    public async Task Look(CancellationToken cancellation)
    {
        var wanted = kept.Wanted();
        var told = (await table.Told(cancellation)).ToDictionary(trial => (trial.Sweep, trial.Trial));
        if (!leads()) return;
        foreach (var trial in wanted)
        {
            if (told.TryGetValue((trial.Sweep, trial.Trial), out var known) && known.Evaluation == trial.Evaluation) continue;
            // Not there: it was outdone meanwhile, or its volume is away; the next look knows.
            if (await store.Open(trial.Evaluation, cancellation) is not { } content) continue;
            await using (content) await table.Tell(trial, await Read(content, trial.Evaluation, cancellation), cancellation);
        }
        var now = wanted.ToDictionary(trial => (trial.Sweep, trial.Trial));
        var gone = told.Where(pair => !now.ContainsKey(pair.Key)).Select(pair => pair.Value).ToList();
        if (gone.Count > 0 && leads()) await table.Delete(gone, cancellation);
        var moved = wanted.Where(trial => told.TryGetValue((trial.Sweep, trial.Trial), out var known) && known.Rank != trial.Rank).ToList();
        if (moved.Count > 0) await table.Rank(moved, cancellation);
    }

    /// <summary>null: a worker stored something else under that name, or lists of different lengths.</summary>
    private static async Task<Evaluation?> Read(Stream content, ArtefactAddress address, CancellationToken cancellation)
    {
        var read = await new StoredEvaluation(content, address, "").Read(cancellation);
        if (read is not { Labels: { } labels, TrainingPositives: { } positives, Thresholds: { } thresholds, Parts.Validation.Ap: { } precisions }) return null;
        return positives.Count == labels.Count && thresholds.Count == labels.Count && precisions.Count == labels.Count && labels.All(label => label is not null) ? read : null;
    }
}
