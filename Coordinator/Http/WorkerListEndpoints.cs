using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Coordinator.Http;

/// <summary>Workers as people see them.</summary>
internal sealed class WorkerListEndpoints(FleetAccess fleet)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Map("GET", "/v1/workers", new(Audience.Viewers, "Lists the workers that have joined, by name") { Reply = ApiJson.Default.WorkerList }, List);
        routes.Map("POST", "/v1/workers/{name}/drain", new(Audience.Operators, "Lets a worker finish what it holds, and leave")
        {
            Reply = ApiJson.Default.WorkerItem,
            Problems = [404],
            Changes = true,
        }, Drain);
    }

    private async Task<IResult> List(HttpContext context)
    {
        var read = await fleet.Read(context, state => state.Workers.Values.Select(worker => Item(state, worker)).ToList());
        return Reply.Json(new WorkerList([.. read.Value.OrderBy(worker => worker.Name, StringComparer.Ordinal)]), ApiJson.Default.WorkerList, read.Position);
    }

    private async Task<IResult> Drain(HttpContext context)
    {
        var name = context.Route("name");
        var answer = await fleet.Submit(context, new FleetCommand.Drain(name, fleet.Now), state => state.Workers.TryGetValue(name, out var worker) ? Item(state, worker) : null);
        return answer.Rejection is { } rejection ? Problems.Of(rejection)
            : answer.Value.Value is { } item ? Reply.Json(item, ApiJson.Default.WorkerItem, answer.Value.Position)
            : Problems.Of(new Rejection.NoSuchWorker(Shown.Of(name)));
    }

    private WorkerItem Item(FleetState state, WorkerState worker) => WorkerItem.Of(state, worker, fleet.Standing.Office?.Leases.SinceHeard(worker.Life)?.TotalSeconds);
}
