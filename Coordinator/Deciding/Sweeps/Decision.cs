using System.Collections.Immutable;
using Shared.Trials;

namespace Coordinator.Deciding.Sweeps;

/// <summary>What a command leads to: events in order and rows for the measurement table, or a rejection and nothing else.</summary>
public sealed record Decision(ImmutableArray<LedgerEvent> Events, ImmutableArray<MeasurementRow> Measurements, Rejection? Rejection)
{
    /// <summary>Nothing to do.</summary>
    public static readonly Decision Nothing = new([], [], null);

    public static Decision Of(params ImmutableArray<LedgerEvent> events) => new(events, [], null);

    public static implicit operator Decision(Rejection rejection) => new([], [], rejection);
}

/// <summary>All measures of an epoch, appended in the same transaction as its event.</summary>
/// <param name="Sweep">Position at which the sweep was launched: unlike its name it is never used again.</param>
public sealed record MeasurementRow(long Sweep, int Trial, int Attempt, Measurement Measurement);
