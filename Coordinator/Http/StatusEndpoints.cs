using System.Reflection;
using Coordinator.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Coordinator.Http;

/// <summary>How this coordinator is: for people, and for whoever starts and restarts it.</summary>
internal sealed class StatusEndpoints(FleetAccess fleet, TimeProvider time)
{
    /// <summary>Whoever asks whether the coordinator is ready asks again soon.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static readonly string Version =
        typeof(StatusEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private readonly long begun = time.GetTimestamp();

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Map("GET", "/v1/status", new(Audience.Viewers, "How this coordinator is, active or standing by") { Reply = ApiJson.Default.CoordinatorStatus }, Status);
        routes.Map("GET", "/healthz", new(Audience.Everybody, "Whether the process is alive") { Reply = ApiJson.Default.Health }, _ => Task.FromResult(Alive()));
        routes.Map("GET", "/readyz", new(Audience.Everybody, "Whether the coordinator answers reads: it knows the ledger") { Reply = ApiJson.Default.Health, Problems = [503] }, Ready);
    }

    private async Task<IResult> Status(HttpContext context)
    {
        var standing = fleet.Standing;
        var read = await fleet.Read(context, state => new CoordinatorStatus(
            Version, state.Position, state.Epoch, standing.Office is not null, standing.Leader, time.GetElapsedTime(begun).TotalSeconds, state.Sweeps.Count,
            state.Workers.Count, state.Workers.Values.Sum(worker => worker.Slots), state.Sweeps.Values.Sum(sweep => sweep.Running.Count)));
        return Reply.Json(read.Value, ApiJson.Default.CoordinatorStatus, read.Position);
    }

    private async Task<IResult> Ready(HttpContext context)
    {
        try
        {
            await fleet.Standing.Read(0, state => state.Position, context.RequestAborted).WaitAsync(Patience, time, context.RequestAborted);
            return Alive();
        }
        catch (Exception error) when (error is LedgerException or TimeoutException)
        {
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, "the ledger is not known at the moment");
        }
    }

    /// <summary>Says nothing that needs a token: no version, no position.</summary>
    private static IResult Alive() => new HealthReply();

    private sealed class HealthReply : IResult
    {
        private static readonly Health Well = new("ok");

        public Task ExecuteAsync(HttpContext context)
        {
            context.Response.ContentType = EndpointDeclaration.Json;
            return System.Text.Json.JsonSerializer.SerializeAsync(context.Response.Body, Well, ApiJson.Default.Health, context.RequestAborted);
        }
    }
}
