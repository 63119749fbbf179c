namespace Coordinator.Running;

/// <summary>Who sees every event of a ledger from its first on, and serves if a reign begins where the fold has got to. Made anew for each fold.</summary>
/// <param name="Others">Further observers, told in this order, after the first three.</param>
/// <param name="Work">What runs beside a reign until cancelled, such as sweeping artefacts: one failing stops no other.</param>
internal sealed record Cabinet(
    LeaseClock Leases, ClaimDesk Desk, Proposer Proposer, IReadOnlyList<IReignObserver> Others, IReadOnlyList<Func<CancellationToken, Task>> Work)
{
    public IReadOnlyList<IReignObserver> Observers { get; } = [Leases, Desk, Proposer, .. Others];
}
