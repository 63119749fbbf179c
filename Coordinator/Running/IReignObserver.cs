using Coordinator.Deciding.Sweeps;

namespace Coordinator.Running;

/// <summary>Follows the ledger inside the writer's loop: what it does there must be quick, and must not throw.</summary>
internal interface IReignObserver
{
    /// <summary>An event of the past, while the ledger is folded.</summary>
    void Remember(LedgerEvent past);

    /// <summary>
    /// The active coordinator appended events while this one stands by; each was remembered before. Without events: the past is
    /// folded, and standing by begins.
    /// </summary>
    void Followed(FleetState state, IReadOnlyList<LedgerEvent> events) { }

    /// <summary>The ledger is folded, and the reign begins.</summary>
    void Begin(FleetState state);

    /// <summary>An append is durable: its events, the rows that went with those of type <see cref="LedgerEvent.AttemptMeasured"/> in their order, and how long it took.</summary>
    void Wrote(IReadOnlyList<LedgerEvent> events, IReadOnlyList<MeasurementRow> rows, TimeSpan took) { }

    /// <summary>The decider threw on a command.</summary>
    void Failed() { }

    /// <summary>Events are durable, and the state has them.</summary>
    void Appended(FleetState state, IReadOnlyList<LedgerEvent> events);
}
