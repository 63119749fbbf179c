using Coordinator.Http;
using Microsoft.AspNetCore.Routing;

namespace Tests.Security;

/// <summary>Every endpoint and whom it is meant to let in, written down once more: a change of either has to be meant.</summary>
internal static class Doors
{
    private const string Table = """
        GET    /healthz                                      everybody
        GET    /readyz                                       everybody
        GET    /metrics                                      viewer
        GET    /openapi/v1.json                              viewer
        GET    /                                             everybody
        GET    /page/{**file}                                everybody
        POST   /v1/session                                   viewer
        DELETE /v1/session                                   viewer
        GET    /v1/status                                    viewer
        GET    /v1/caller                                    viewer or worker
        GET    /v1/events                                    viewer
        GET    /v1/sweeps                                    viewer
        GET    /v1/sweeps/{name}                             viewer
        GET    /v1/sweeps/{name}/spec                        viewer
        GET    /v1/sweeps/{name}/best                        viewer
        GET    /v1/sweeps/{name}/events                      viewer
        GET    /v1/sweeps/{name}/trials                      viewer
        GET    /v1/sweeps/{name}/trials/{trial}              viewer
        GET    /v1/sweeps/{name}/trials/{trial}/measurements viewer
        GET    /v1/sweeps/{name}/trials/{trial}/evaluation   viewer
        GET    /v1/sweeps/{name}/columns                     viewer
        GET    /v1/sweeps/{name}/trials/{trial}/log          viewer
        GET    /v1/sweeps/{name}/timeline                    viewer
        GET    /v1/sweeps/{name}/importance                  viewer
        GET    /v1/sweeps/{name}/surface                     viewer
        GET    /v1/workers                                   viewer
        POST   /v1/sweeps                                    operator
        PATCH  /v1/sweeps/{name}                             operator
        DELETE /v1/sweeps/{name}                             operator
        POST   /v1/sweeps/{name}/pause                       operator
        POST   /v1/sweeps/{name}/resume                      operator
        POST   /v1/sweeps/{name}/stop                        operator
        POST   /v1/sweeps/{name}/cancel                      operator
        POST   /v1/sweeps/{name}/trials                      operator
        POST   /v1/sweeps/{name}/trials/{trial}/retry        operator
        POST   /v1/workers/{name}/drain                      operator
        GET    /v1/tokens                                    admin
        POST   /v1/tokens                                    admin
        DELETE /v1/tokens/{id}                               admin
        POST   /v1/workers                                   worker
        POST   /v1/workers/leave                             worker
        POST   /v1/claims                                    worker
        POST   /v1/renewals                                  worker
        POST   /v1/attempts/{token}/measurements             worker
        POST   /v1/attempts/{token}/log                      worker
        POST   /v1/attempts/{token}/outcome                  worker
        GET    /v1/artefacts/{address}                       viewer or worker
        HEAD   /v1/artefacts/{address}                       viewer or worker
        PUT    /v1/artefacts/{address}                       operator or worker
        """;

    public static IReadOnlyList<Door> Expected { get; } =
    [
        .. Table.Split('\n').Select(line => line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Select(parts => new Door(parts[0], parts[1], parts[2])),
    ];

    public static IReadOnlyList<Door> Mapped(CoordinatorServer server) =>
    [
        .. server.Endpoints.SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
            .Select(method => new Door(method, endpoint.RoutePattern.RawText!, endpoint.Metadata.GetRequiredMetadata<EndpointDeclaration>().Audience.ToString()))),
    ];
}

/// <param name="Audience">Whom it lets in, in words.</param>
internal sealed record Door(string Method, string Path, string Audience)
{
    /// <summary>A path that leads to it, and to nothing that exists.</summary>
    public string Nowhere => Path.Replace("{**file}", "").Replace("{name}", "nobody").Replace("{trial}", "0").Replace("{id}", "0").Replace("{token}", new string('0', 32)).Replace("{address}", new string('0', 64));

    public bool TakesJson => Method is "PATCH" || (Method is "POST" && !Path.EndsWith("/pause") && !Path.EndsWith("/resume") && !Path.EndsWith("/stop") && !Path.EndsWith("/cancel") && !Path.EndsWith("/retry") && !Path.EndsWith("/drain"));

    /// <summary>Whether a role, none being null, is let in.</summary>
    public bool LetsIn(string? role) => Audience == "everybody" || (role is not null && Audience.Split(" or ").Any(least => Includes(role, least)));

    private static bool Includes(string role, string least) => (role, least) switch
    {
        ("worker", _) or (_, "worker") => role == least,
        _ => Rank(role) >= Rank(least),
    };

    private static int Rank(string role) => Array.IndexOf(["viewer", "operator", "admin"], role);
}
