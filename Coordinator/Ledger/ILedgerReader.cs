using Coordinator.Deciding.Sweeps;
using Shared.Trials;

namespace Coordinator.Ledger;

/// <summary>
/// The ledger for readers, beside the writer and in its way never: pages of events, and results and measurements that the state does
/// not hold. Safe to use from many requests at once.
/// </summary>
internal interface ILedgerReader : IAsyncDisposable
{
    /// <summary>The events at these positions, in the order of the positions, in one query.</summary>
    /// <exception cref="InvalidDataException">There is none at one of them, or it cannot be read by this program.</exception>
    Task<IReadOnlyList<PositionedEvent>> ReadAt(IReadOnlyCollection<long> positions, CancellationToken cancellation);

    /// <summary>At most so many events after a position, in order.</summary>
    /// <param name="stream">Of this stream only (<see cref="LedgerEventJson.Stream"/>); null: of all.</param>
    Task<IReadOnlyList<PositionedEvent>> ReadAfter(long after, string? stream, int most, CancellationToken cancellation);

    /// <summary>The same of a stream's events of some types only.</summary>
    /// <param name="types">As the ledger names them (<see cref="LedgerEventJson.NameOf"/>).</param>
    Task<IReadOnlyList<PositionedEvent>> ReadAfter(long after, string stream, IReadOnlyCollection<string> types, int most, CancellationToken cancellation);

    /// <summary>At most so many measurements of a trial after an attempt's epoch, by attempt and epoch.</summary>
    /// <param name="sweep">Position of the sweep's launch.</param>
    Task<IReadOnlyList<MeasurementRow>> ReadMeasurements(long sweep, int trial, (int Attempt, int Epoch) after, int most, CancellationToken cancellation);
}

/// <summary>An event and where it stands.</summary>
internal readonly record struct PositionedEvent(long Position, LedgerEvent Event);
