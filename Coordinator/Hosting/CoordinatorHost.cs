using System.Net;
using Coordinator.Artefacts;
using Coordinator.Http;
using Coordinator.Labels;
using Coordinator.Ledger;
using Coordinator.Local;
using Coordinator.Logs;
using Coordinator.Metrics;
using Coordinator.Running;

namespace Coordinator.Hosting;

/// <summary>
/// A coordinator among several: answers over HTTP from its first moment on, with what it has by then, follows the ledger, and
/// leads when nobody else does.
/// </summary>
internal static class CoordinatorHost
{
    /// <summary>Runs until cancelled; then leadership is given up first, so that another takes over while this one says its last words.</summary>
    /// <exception cref="Local.RefusedException">The options cannot be served.</exception>
    /// <exception cref="ArtefactStoreException">The store of artefacts was named wrongly, or refuses.</exception>
    /// <exception cref="InvalidDataException">The ledger cannot be folded by this program.</exception>
    /// <exception cref="LedgerSchemaException">The database holds no ledger that this program can use.</exception>
    public static async Task Run(CoordinatorOptions options, ReignLog log, TimeProvider time, CancellationToken cancellation)
    {
        if (options.Advertise is null && options.Server.Listen.Address is var listened && (listened.Equals(IPAddress.Any) || listened.Equals(IPAddress.IPv6Any)))
            throw new RefusedException($"--listen {options.Server.Listen} does not say where other coordinators reach this one: give --advertise {options.Server.Scheme}://HOST:{options.Server.Listen.Port}");
        var holder = Standing.NewHolder();
        await using var source = options.Ledger.Connect(holder);
        await using var reading = new PostgresLedger(source);
        await using var reader = new PostgresLedgerReader(source);
        await using var logs = new PostgresLogTable(source);
        await using var artefacts = ArtefactStores.Open(options.Artefacts, options.Ledger, options.Artefacts, options.Limits, time);
        if (artefacts is S3Artefacts bucket) await Try(bucket, log, cancellation);
        var (tokens, tail) = (new TokenBook(options.Tokens), new LedgerTail());
        Standing standing = null!;
        bool Leads() => standing.Office is not null;
        using var metrics = new CoordinatorMetrics(Leads, StatusEndpoints.Version);
        await using var export = metrics.Export(() => standing, StatusEndpoints.Version, log, time);
        standing = new Standing(source, reading, holder, () => NewCabinet(options, artefacts, new PostgresLabelTable(source), Leads, [tokens, tail], metrics, log, time), options.Leadership, log, time);
        await using var server = await CoordinatorServer.Start(options.Server, new ServedParts(standing, reader, tokens, tail, artefacts, new TrialLogs(logs), metrics, log, time), cancellation);
        var address = options.Advertise ?? server.Address;
        log.Listens(server.Address.ToString(), options.Ledger.ToString(), address.ToString());
        await standing.Run(address, cancellation);
    }

    /// <summary>
    /// A bucket that was named wrongly, or does not let this coordinator in, is told before anybody works with it. One that is away comes back, and until then the
    /// ledger does without. (A directory is made when it is opened, and the database is the ledger's.)
    /// </summary>
    private static async Task Try(S3Artefacts bucket, ReignLog log, CancellationToken cancellation)
    {
        try
        {
            await StoreProbe.Try(bucket, cancellation);
        }
        catch (ArtefactStoreException error) when (error.MayPass)
        {
            log.ArtefactsAway(error.Message);
        }
    }

    /// <param name="lasting">Observers that outlive a fold.</param>
    private static Cabinet NewCabinet(
        CoordinatorOptions options, IArtefactStore artefacts, PostgresLabelTable labels, Func<bool> leads, IReadOnlyList<IReignObserver> lasting, CoordinatorMetrics metrics, ReignLog log, TimeProvider time)
    {
        var leases = new LeaseClock(options.WorkerLease, time, log);
        var proposer = new Proposer(metrics.Time(options.Samplers, time), log, time);
        var kept = new KeptArtefacts(time);
        var labelled = new KeptLabels();
        var teller = new LabelTeller(labelled, artefacts, labels, leads, time, log);
        var sweeper = new ArtefactSweeper(artefacts, kept, ArtefactGrace.Default, leads, time, log);
        return new Cabinet(leases, new ClaimDesk(leases, time), proposer, [kept, labelled, new LedgerCounts(metrics), .. lasting], [sweeper.Run, teller.Run]);
    }
}
