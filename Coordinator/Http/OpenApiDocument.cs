using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;

namespace Coordinator.Http;

/// <summary>Writes what the endpoints declare as an OpenAPI 3.1 document. There is no second place where it is said, so that it cannot drift.</summary>
internal static class OpenApiDocument
{
    private const string Security = "bearer";

    public static string Write(IReadOnlyList<RouteEndpoint> endpoints)
    {
        var schemas = new OpenApiSchemas();
        var paths = new JsonObject();
        foreach (var endpoint in endpoints.Where(endpoint => !Declaration(endpoint).IsForBrowsers).OrderBy(endpoint => endpoint.RoutePattern.RawText, StringComparer.Ordinal))
        {
            var path = endpoint.RoutePattern.RawText!;
            if (paths[path] is not JsonObject item) paths[path] = item = [];
            foreach (var method in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods)
                item[method.ToLowerInvariant()] = Operation(method, endpoint, Declaration(endpoint), schemas);
        }
        var document = new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Sweeps",
                ["version"] = typeof(OpenApiDocument).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
                ["description"] = "Roles include each other in the order viewer, operator, admin; a worker's token is for a worker's part alone. Refusals are problem details (RFC 9457).",
            },
            ["security"] = new JsonArray(new JsonObject { [Security] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas.Components,
                ["securitySchemes"] = new JsonObject { [Security] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" } },
            },
        };
        return document.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true });
    }

    private static EndpointDeclaration Declaration(RouteEndpoint endpoint) => endpoint.Metadata.GetRequiredMetadata<EndpointDeclaration>();

    private static JsonObject Operation(string method, RouteEndpoint endpoint, EndpointDeclaration declaration, OpenApiSchemas schemas)
    {
        var operation = new JsonObject
        {
            ["operationId"] = OperationId(method, endpoint.RoutePattern.RawText!),
            ["summary"] = declaration.Summary,
            ["x-sweeps-role"] = declaration.Audience.ToString(),
        };
        if (declaration.Audience.IsOpen) operation["security"] = new JsonArray();
        var parameters = Parameters(endpoint, declaration);
        if (parameters.Count > 0) operation["parameters"] = parameters;
        if (Body(declaration, schemas) is { } body) operation["requestBody"] = body;
        operation["responses"] = Responses(declaration, schemas);
        return operation;
    }

    private static JsonArray Parameters(RouteEndpoint endpoint, EndpointDeclaration declaration)
    {
        var parameters = new JsonArray();
        foreach (var parameter in endpoint.RoutePattern.Parameters)
            parameters.Add(Parameter(new DeclaredParameter(parameter.Name, parameter.Name == "trial" ? "integer" : "string", $"the {parameter.Name}"), "path"));
        foreach (var parameter in declaration.Query) parameters.Add(Parameter(parameter, "query"));
        foreach (var parameter in declaration.Headers) parameters.Add(Parameter(parameter, "header"));
        if (!declaration.Audience.IsOpen && !declaration.Changes)
            parameters.Add(Parameter(new DeclaredParameter(RequestParameters.PositionHeader, "integer", "the position that the reader has seen: a stand-by waits until it has it too"), "header"));
        return parameters;
    }

    private static JsonObject Parameter(DeclaredParameter parameter, string place)
    {
        var schema = new JsonObject { ["type"] = parameter.Type };
        if (parameter.Values.Count > 0) schema["enum"] = new JsonArray([.. parameter.Values.Select(value => JsonValue.Create(value))]);
        return new JsonObject
        {
            ["name"] = parameter.Name,
            ["in"] = place,
            ["required"] = place == "path",
            ["description"] = parameter.Description,
            ["schema"] = schema,
        };
    }

    private static JsonObject? Body(EndpointDeclaration declaration, OpenApiSchemas schemas)
    {
        var content = declaration.Request is { } request ? new JsonObject { [EndpointDeclaration.Json] = Media(schemas.Of(request)) }
            : declaration.TakesBytes ? new JsonObject { [EndpointDeclaration.Bytes] = new JsonObject() }
            : null;
        return content is null ? null : new JsonObject { ["required"] = true, ["content"] = content };
    }

    private static JsonObject Responses(EndpointDeclaration declaration, OpenApiSchemas schemas)
    {
        var responses = new JsonObject();
        foreach (var status in declaration.Statuses)
        {
            var response = new JsonObject { ["description"] = status switch { 201 => "Created", 204 => "Done, with nothing to tell", 206 => "A range", 304 => "Nothing has changed", _ => "As asked" } };
            if (!declaration.Audience.IsOpen)
                response["headers"] = new JsonObject
                {
                    [RequestParameters.PositionHeader] = new JsonObject
                    {
                        ["description"] = "the position of the ledger that this is as of, or that it created",
                        ["schema"] = new JsonObject { ["type"] = "integer" },
                    },
                };
            var content = new JsonObject();
            if (status is not (204 or 304) && declaration.Reply is { } reply) content[EndpointDeclaration.Json] = Media(schemas.Of(reply));
            foreach (var media in status is 204 or 304 ? [] : declaration.ReplyMedia) content[media] = new JsonObject();
            if (content.Count > 0) response["content"] = content;
            responses[status.ToString()] = response;
        }
        foreach (var (status, description) in Refusals(declaration))
            responses[status.ToString()] = new JsonObject { ["description"] = description, ["content"] = new JsonObject { [Problems.Media] = Media(schemas.Of(ApiJson.Default.Problem)) } };
        return responses;
    }

    private static IEnumerable<(int Status, string Description)> Refusals(EndpointDeclaration declaration)
    {
        var hasBody = declaration.Request is not null;
        var refusals = new SortedSet<int>(declaration.Problems) { 400, 500 };
        if (!declaration.Audience.IsOpen) refusals.UnionWith([401, 403, 421, 503]);
        if (hasBody) refusals.UnionWith([408, 413, 415]);
        return refusals.Select(status => (status, Problems.Title(status)));
    }

    private static JsonObject Media(JsonNode schema) => new() { ["schema"] = schema };

    private static string OperationId(string method, string path) =>
        method.ToLowerInvariant() + string.Concat(path.Split('/', '.').Where(part => part is { Length: > 0 } and not "v1").Select(part => "_" + part.Trim('{', '}')));
}
