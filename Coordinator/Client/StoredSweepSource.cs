using System.Runtime.CompilerServices;
using Coordinator.Artefacts;
using Coordinator.Deciding.Analysis;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Coordinator.Http;
using Coordinator.Ledger;
using Coordinator.Local;
using Coordinator.Logs;
using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Client;

/// <summary>The sweeps of a state directory, as of when it was opened; also while a run is on.</summary>
internal sealed class StoredSweepSource : ISweepSource
{
    private const int PageSize = 500;

    /// <summary>A ledger of one machine tells nobody that it has grown.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    private readonly SqliteLedgerReader ledger;
    private readonly SqliteLogTable logs;
    private readonly string directory;
    private StoredSweeps stored;

    private StoredSweepSource(StoredSweeps stored, SqliteLedgerReader ledger, SqliteLogTable logs, string directory) =>
        (this.stored, this.ledger, this.logs, this.directory) = (stored, ledger, logs, directory);

    /// <exception cref="StateDirectoryException">There is no ledger, or one of another version.</exception>
    public static async Task<StoredSweepSource> Open(string directory, CancellationToken cancellation)
    {
        var full = Path.GetFullPath(directory);
        var stored = await StoredSweeps.Open(full, cancellation);
        try
        {
            var ledger = StateDirectory.LedgerBelow(full);
            return new StoredSweepSource(stored, SqliteLedgerReader.Open(ledger), SqliteLogTable.OpenForReading(ledger), full);
        }
        catch
        {
            await stored.DisposeAsync();
            throw;
        }
    }

    public Task<IReadOnlyList<SweepItem>> Sweeps(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<SweepItem>>(
        [.. stored.State.Sweeps.Values.Select(SweepItem.Of).OrderBy(sweep => sweep.Sweep.ToString(), StringComparer.Ordinal)]);

    public Task<SweepStatus> Status(SweepName sweep, CancellationToken cancellation) => Task.FromResult(stored.Status(sweep));

    public Task<SweepSpec> Spec(SweepName sweep, CancellationToken cancellation) => Task.FromResult(stored.Sweep(sweep).Spec);

    public async IAsyncEnumerable<TrialSummary> Trials(SweepName sweep, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var state = stored.Sweep(sweep);
        foreach (var trial in state.Trials)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return TrialSummary.Of(state, trial, stored.Result);
        }
        await Task.CompletedTask;
    }

    public Task<TrialSummary> Trial(SweepName sweep, int trial, CancellationToken cancellation)
    {
        var state = stored.Sweep(sweep);
        return trial >= 0 && trial < state.Trials.Count
            ? Task.FromResult(TrialSummary.Of(state, state[trial], stored.Result))
            : throw new RefusedException(new Rejection.UnknownTrial(sweep, trial).Message);
    }

    public async Task<IReadOnlyList<MeasurementItem>> Measurements(SweepName sweep, int trial, CancellationToken cancellation)
    {
        await Trial(sweep, trial, cancellation);
        return [.. (await ledger.ReadMeasurements(stored.Sweep(sweep).LaunchedAt, trial, (0, 0), int.MaxValue, cancellation)).Select(MeasurementItem.Of)];
    }

    public async Task<Evaluation> Evaluation(SweepName sweep, int trial, CancellationToken cancellation)
    {
        var summary = await Trial(sweep, trial, cancellation);
        await using var artefacts = Artefacts();
        var kept = await StoredEvaluation.Open(artefacts, summary, cancellation);
        await using var content = kept.Content ?? throw new RefusedException(kept.Reason);
        return await kept.Read(cancellation) ?? throw new RefusedException(StoredEvaluation.Broken(summary).Reason);
    }

    public Task<TrialColumns> Columns(SweepName sweep, CancellationToken cancellation) => Task.FromResult(TrialColumns.Of(Outline(sweep)));

    public async IAsyncEnumerable<LogItem> Log(
        SweepName sweep, int trial, int? attempt, (int Attempt, int Sequence) after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var page = await logs.Read(stored.Sweep(sweep).LaunchedAt, trial, attempt, after, PageSize, cancellation);
            foreach (var row in page) yield return new LogItem(row.Attempt, row.Sequence, row.Text);
            if (page.Count < PageSize) yield break;
            after = (page[^1].Attempt, page[^1].Sequence);
        }
    }

    public async Task<bool> IsOver(SweepName sweep, int trial, CancellationToken cancellation)
    {
        if (await HasNews(cancellation))
        {
            var former = stored;
            stored = await StoredSweeps.Open(directory, cancellation);
            await former.DisposeAsync();
        }
        var state = stored.Sweep(sweep);
        return state[trial].Phase switch
        {
            TrialPhase.Running => false,
            TrialPhase.Waiting => state.Ended is not null,
            _ => true,
        };
    }

    /// <summary>Whether anything but epochs has happened since the ledger was folded.</summary>
    private async Task<bool> HasNews(CancellationToken cancellation)
    {
        for (var after = stored.State.Position; ;)
        {
            var page = await ledger.ReadAfter(after, null, PageSize, cancellation);
            if (page.Any(past => past.Event is not (LedgerEvent.AttemptMeasured or LedgerEvent.AttemptCheckpointed))) return true;
            if (page.Count < PageSize) return false;
            after = page[^1].Position;
        }
    }

    public Task<SweepTimeline> Timeline(SweepName sweep, long after, CancellationToken cancellation) =>
        TimelineReader.Read(ledger, sweep, stored.Sweep(sweep).LaunchedAt, after, stored.State.Position, TimelineReader.Most, cancellation);

    public Task<SweepImportance> Importance(SweepName sweep, CancellationToken cancellation) => Task.FromResult(SweepImportance.Of(SweepForest.Fit(Outline(sweep))));

    public Task<SweepSurface> Surface(SweepName sweep, string x, string y, CancellationToken cancellation) =>
        SweepSurface.Of(SweepForest.Fit(Outline(sweep)), x, y) switch
        {
            (_, { } rejection) => throw new RefusedException(rejection.Message),
            var (surface, _) => Task.FromResult(surface!),
        };

    public Task<BestReply> Best(SweepName sweep, CancellationToken cancellation)
    {
        var status = stored.Status(sweep);
        return Task.FromResult(new BestReply(
            status, status.Best, status.Best is { } best ? BestSpec.Write(stored.Sweep(sweep).Spec, best.Assignment, Headline.Of(status.ToSummary())) : null));
    }

    public async IAsyncEnumerable<EventItem> Events(SweepName? sweep, long after, bool follow, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (sweep is { } name) after = Math.Max(after, stored.Sweep(name).LaunchedAt - 1);
        while (true)
        {
            var page = await ledger.ReadAfter(after, sweep?.ToString(), PageSize, cancellation);
            foreach (var past in page) yield return EventItem.Of(past.Position, past.Event);
            if (page.Count > 0) after = page[^1].Position;
            if (page.Count == PageSize) continue;
            if (!follow) yield break;
            await Task.Delay(LookAgain, TimeProvider.System, cancellation);
        }
    }

    public async Task<bool> Fetch(ArtefactAddress address, string file, CancellationToken cancellation)
    {
        await using var artefacts = Artefacts();
        await using var content = await artefacts.Open(address, cancellation);
        if (content is null) return false;
        return await VerifiedFile.Write(content, address, file, cancellation)
            ? true
            : throw new InvalidDataException($"artefact {address} is damaged: the content of {artefacts.PathOf(address)} has another SHA-256");
    }

    private ArtefactDirectory Artefacts() => new(StateDirectory.ArtefactsBelow(directory), ArtefactLimits.None, TimeProvider.System);

    private SweepOutline Outline(SweepName sweep) => SweepOutline.Of(stored.Sweep(sweep), TimeSpan.Zero);

    public async ValueTask DisposeAsync()
    {
        await logs.DisposeAsync();
        await ledger.DisposeAsync();
        await stored.DisposeAsync();
    }
}
