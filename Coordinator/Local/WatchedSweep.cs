using Coordinator.Deciding.Views;

namespace Coordinator.Local;

/// <summary>What a display reads of a sweep, again and again.</summary>
/// <param name="Read">How it stands.</param>
/// <param name="Values">The objective of every trial, by number; null where it has none.</param>
/// <param name="Measurements">What a trial reported after an attempt's epoch.</param>
internal sealed record WatchedSweep(
    Func<Task<SweepProgress>> Read, Func<Task<IReadOnlyList<double?>>> Values, Func<int, (int Attempt, int Epoch), Task<IReadOnlyList<MeasurementItem>>> Measurements);
