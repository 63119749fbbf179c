using Coordinator.Deciding.Analysis;
using Coordinator.Deciding.Views;
using Coordinator.Http;
using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Client;

/// <summary>Sweeps to look at: on a server, or in a state directory of this machine.</summary>
internal interface ISweepSource : IAsyncDisposable
{
    /// <summary>By name.</summary>
    Task<IReadOnlyList<SweepItem>> Sweeps(CancellationToken cancellation);

    Task<SweepStatus> Status(SweepName sweep, CancellationToken cancellation);

    /// <summary>As it was launched; what may change while the sweep goes on stands in its status.</summary>
    Task<SweepSpec> Spec(SweepName sweep, CancellationToken cancellation);

    /// <summary>All trials, by number.</summary>
    IAsyncEnumerable<TrialSummary> Trials(SweepName sweep, CancellationToken cancellation);

    Task<TrialSummary> Trial(SweepName sweep, int trial, CancellationToken cancellation);

    /// <summary>What a trial's attempts reported, by attempt and epoch.</summary>
    Task<IReadOnlyList<MeasurementItem>> Measurements(SweepName sweep, int trial, CancellationToken cancellation);

    /// <summary>How a completed trial does label by label.</summary>
    /// <exception cref="Local.RefusedException">There is none, with the reason.</exception>
    Task<Evaluation> Evaluation(SweepName sweep, int trial, CancellationToken cancellation);

    /// <summary>All trials at once, column by column.</summary>
    Task<TrialColumns> Columns(SweepName sweep, CancellationToken cancellation);

    /// <summary>The lines that a trial printed after one, up to now, by attempt and sequence.</summary>
    /// <param name="attempt">Of this one only; null: of all.</param>
    IAsyncEnumerable<LogItem> Log(SweepName sweep, int trial, int? attempt, (int Attempt, int Sequence) after, CancellationToken cancellation);

    /// <summary>Whether nothing more will come of a trial: it has an outcome, or waits in a sweep that has ended. As of now, however long ago this source was opened.</summary>
    Task<bool> IsOver(SweepName sweep, int trial, CancellationToken cancellation);

    /// <summary>Attempts and what happened around them, after a position: a page of them, with where the next begins.</summary>
    Task<SweepTimeline> Timeline(SweepName sweep, long after, CancellationToken cancellation);

    /// <summary>How much of the objective is each parameter's doing.</summary>
    Task<SweepImportance> Importance(SweepName sweep, CancellationToken cancellation);

    /// <summary>The objective that is expected over two parameters.</summary>
    Task<SweepSurface> Surface(SweepName sweep, string x, string y, CancellationToken cancellation);

    Task<BestReply> Best(SweepName sweep, CancellationToken cancellation);

    /// <summary>Events of a sweep, or all, after a position.</summary>
    /// <param name="sweep">null: all, with those of workers and tokens.</param>
    /// <param name="follow">Goes on with what happens from now on, for ever.</param>
    IAsyncEnumerable<EventItem> Events(SweepName? sweep, long after, bool follow, CancellationToken cancellation);

    /// <summary>Writes an artefact to a new file, and checks that its content is what the address says.</summary>
    /// <returns>False: it is not kept.</returns>
    Task<bool> Fetch(ArtefactAddress address, string file, CancellationToken cancellation);
}
