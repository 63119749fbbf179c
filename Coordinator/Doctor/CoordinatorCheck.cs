using Coordinator.Client;
using Coordinator.Http;

namespace Coordinator.Doctor;

/// <summary>Whether a coordinator answers, is as new as this program, and knows who leads.</summary>
internal sealed class CoordinatorCheck(SweepsClient client) : IFoundation
{
    public string Name => "coordinator";

    public async Task<Finding> Look(CancellationToken cancellation)
    {
        var caller = await client.Caller(cancellation);
        if (caller.Role is null) return new Finding(Name, Verdict.Good, $"{client.Server} answers");
        var status = await client.CoordinatorStatus(cancellation);
        var said = $"{client.Server} answers: version {status.Version}, {(status.Active ? "leads" : "stands by")}, {status.Sweeps} sweeps, {status.Workers} workers";
        if (status is { Active: false, Leader: null })
            return new Finding(Name, Verdict.Wrong, $"{said}, and knows of none that leads", "its log says why (events 113 to 115): usually the database is out of reach");
        return status.Version == StatusEndpoints.Version
            ? new Finding(Name, Verdict.Good, said)
            : new Finding(Name, Verdict.Warning, $"{said}; this program is {StatusEndpoints.Version}", "use programs of one version");
    }
}
