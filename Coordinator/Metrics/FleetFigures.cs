using Shared.Trials;

namespace Coordinator.Metrics;

/// <summary>The fleet in figures at one position of the ledger; keeps nothing that changes.</summary>
/// <param name="Workers">How many, by pool and state.</param>
/// <param name="Slots">Of workers that may get trials, by pool.</param>
/// <param name="Wanted">Slots that would have work, by pool.</param>
internal sealed record FleetFigures(
    long Position,
    long Epoch,
    long Joined,
    long Expelled,
    long SetAside,
    IReadOnlyList<SweepFigures> Sweeps,
    IReadOnlyDictionary<(string Pool, string State), int> Workers,
    IReadOnlyDictionary<string, int> Slots,
    IReadOnlyDictionary<string, int> Wanted);

/// <param name="Pool">The pool that its trials are for.</param>
/// <param name="Gain">Positive where the best is better than the baseline.</param>
/// <param name="Finished">Trials by outcome.</param>
/// <param name="Failures">Attempts by kind.</param>
/// <param name="DeviceSaved">In seconds.</param>
internal sealed record SweepFigures(
    SweepName Name,
    string Pool,
    bool IsActive,
    TimeSpan Used,
    int Running,
    int Waiting,
    double? Best,
    double? Baseline,
    double? BestBce,
    double? Gain,
    IReadOnlyDictionary<string, long> Finished,
    IReadOnlyDictionary<string, long> Failures,
    long Started,
    long Retried,
    long HandedBack,
    long Expired,
    long Late,
    TimeSpan DeviceUsed,
    double DeviceSaved);
