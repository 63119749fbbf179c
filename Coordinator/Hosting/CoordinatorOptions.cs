using Coordinator.Artefacts;
using Coordinator.Http;
using Coordinator.Ledger;
using Coordinator.Deciding.Search;
using Coordinator.Running;
using Shared.Spec;

namespace Coordinator.Hosting;

/// <summary>What a coordinator among several is started with.</summary>
/// <param name="Advertise">Where other coordinators reach this one; null: the address that it listens on.</param>
/// <param name="Tokens">Good from the start, before any is in the ledger.</param>
/// <param name="Artefacts">See <see cref="ArtefactStores"/>.</param>
/// <param name="WorkerLease">How long a worker's lease on a trial lasts without a renewal.</param>
internal sealed record CoordinatorOptions(
    PostgresAddress Ledger, ServerOptions Server, Uri? Advertise, IReadOnlyList<BootstrapToken> Tokens, string Artefacts, ArtefactLimits Limits, LeadershipOptions Leadership, TimeSpan WorkerLease)
{
    public Func<SweepSpec, ISampler> Samplers { get; init; } = Running.Samplers.Of;
}
