using Coordinator.Ledger;
using Npgsql;

namespace Coordinator.Doctor;

/// <summary>Whether a coordinator holds the lease of the one that leads.</summary>
internal sealed class LeaseCheck(NpgsqlDataSource source) : ICheck
{
    public string Name => "lease";

    public async Task<Finding> Look(CancellationToken cancellation)
    {
        await using var lease = await PostgresLease.Open(source, "sweeps-doctor", cancellation);
        var seen = await lease.See(cancellation);
        return seen switch
        {
            { Address: null } => new Finding(Name, Verdict.Wrong, "no coordinator has ever led", "start one with this --ledger"),
            { IsFree: true } => new Finding(Name, Verdict.Wrong, $"no coordinator leads; the last was {seen.Address}", "start coordinators; where they run, their logs say why they stand by (events 113 to 115)"),
            _ => new Finding(Name, Verdict.Good, $"{seen.Address} leads; the ledger has {seen.Position} events"),
        };
    }
}
