using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Coordinator.Http;

/// <summary>Who speaks, and what time it is here: for whoever wonders what a token may do, or whose clock is wrong.</summary>
internal sealed class CallerEndpoint(TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.Map("GET", "/v1/caller", new(Audience.ViewersAndWorkers, "Whose token this is, and the coordinator's clock") { Reply = ApiJson.Default.CallerItem }, context => Task.FromResult(Of(context, time)));

    /// <summary>What is said of whoever speaks in this request.</summary>
    public static IResult Of(HttpContext context, TimeProvider time)
    {
        var caller = context.Caller();
        return Results.Json(new CallerItem(caller.Id, caller.Person, caller.IsWorker, time.GetUtcNow()), ApiJson.Default.CallerItem, EndpointDeclaration.Json);
    }
}
