using Microsoft.Extensions.Logging;
using Shared.Protocol;
using Shared.Trials;

namespace Worker.Agent;

/// <summary>This worker's place among those that the coordinator knows. Whoever is told that it has none joins again.</summary>
internal sealed class Membership(CoordinatorClient coordinator, WorkerLife worker, AgentOptions options, ILogger log)
{
    public WorkerLife Worker => worker;

    /// <summary>Introduces the worker, and returns how long a lease lasts. Saying it again is harmless.</summary>
    public async Task<TimeSpan> JoinAsync(CancellationToken cancel)
    {
        var reply = await coordinator.JoinAsync(new JoinRequest(worker, options.Devices.Slots.Length, options.Devices.Name, options.Labels.IsEmpty ? null : options.Labels), cancel);
        AgentLog.Joined(log, worker, options.Devices.Slots.Length, options.Devices.Name, reply.LeaseSeconds);
        return TimeSpan.FromSeconds(reply.LeaseSeconds);
    }

    /// <summary>Hands back whatever the worker still holds.</summary>
    public Task LeaveAsync(CancellationToken cancel) => coordinator.LeaveAsync(new LeaveRequest(worker), cancel);
}
