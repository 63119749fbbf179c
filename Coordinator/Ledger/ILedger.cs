using Coordinator.Deciding.Sweeps;

namespace Coordinator.Ledger;

/// <summary>
/// The append-only table that everything else is a fold of. Positions are dense, from 1; the unique position is the fence:
/// whoever appends at one that is taken is no longer the writer. One appends at a time; any number read meanwhile.
/// </summary>
internal interface ILedger : IAsyncDisposable
{
    /// <summary>The events after a position, in order.</summary>
    /// <exception cref="InvalidDataException">An event cannot be read by this program, or is not there.</exception>
    /// <exception cref="LedgerException">The database is away.</exception>
    IAsyncEnumerable<LedgerEvent> Read(long after, CancellationToken cancellation);

    /// <summary>Appends all of it or nothing, durably, starting at <paramref name="position"/>.</summary>
    /// <exception cref="LedgerException">
    /// Nothing was appended, or it is not known, as after a cancellation; drop the state and fold again.
    /// </exception>
    Task Append(long position, IReadOnlyList<LedgerEvent> events, IReadOnlyList<MeasurementRow> measurements, CancellationToken cancellation);
}

/// <summary>An append that did not happen, or may not have; or a database that is away.</summary>
/// <param name="Kind">What stands in the way.</param>
internal sealed class LedgerException(LedgerTrouble kind, string message, Exception? inner) : Exception(message, inner)
{
    public LedgerTrouble Kind => kind;
}

internal enum LedgerTrouble
{
    /// <summary>Another coordinator appended at this position.</summary>
    Fenced,

    /// <summary>The disk is full.</summary>
    Full,

    /// <summary>Anything else of the database.</summary>
    Unavailable,
}
