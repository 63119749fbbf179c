using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;

namespace Coordinator.Running;

/// <summary>What serves while a reign lasts.</summary>
internal sealed record Office(Reign Reign, ClaimDesk Desk, LeaseClock Leases);

/// <summary>Whether this coordinator is the active one, and the fleet as far as it knows it.</summary>
internal interface IStanding
{
    /// <summary>There while this coordinator is the active one; null: whatever changes something goes to <see cref="Leader"/>.</summary>
    Office? Office { get; }

    /// <summary>Where the active coordinator is, if another one is known to be.</summary>
    Uri? Leader { get; }

    /// <summary>Cancelled when <see cref="Leader"/> is somebody else: what was handed on to one that hangs must not wait for it.</summary>
    CancellationToken LeaderChanged => CancellationToken.None;

    /// <summary>Reads the fold of the ledger at a position that the reader has seen, or later. The function must be quick and may keep nothing that changes.</summary>
    /// <param name="seen">0: wherever the fold stands.</param>
    /// <exception cref="LedgerException">The position was not reached in time, or the ledger is away.</exception>
    Task<T> Read<T>(long seen, Func<FleetState, T> read, CancellationToken cancellation);
}

internal static class Standings
{
    /// <summary>The office of the active coordinator.</summary>
    /// <exception cref="LedgerException">This coordinator is not the active one, or not any more.</exception>
    public static Office RequireOffice(this IStanding standing) =>
        standing.Office ?? throw new LedgerException(LedgerTrouble.Unavailable, "this coordinator is not the active one", null);
}

/// <summary>The standing of a coordinator that is alone on its machine: active from its beginning to its end.</summary>
internal sealed class SoleStanding(Office office) : IStanding
{
    public Office? Office => office;

    public Uri? Leader => null;

    public Task<T> Read<T>(long seen, Func<FleetState, T> read, CancellationToken cancellation) => office.Reign.Read(read);
}
