using System.Text.Json;
using Coordinator.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Tests.Http;

/// <summary>The API in its own words says what there is.</summary>
public sealed class OpenApiTests : IAsyncLifetime
{
    private LiveServer live = null!;
    private string text = null!;

    public async ValueTask InitializeAsync()
    {
        live = await LiveServer.Start();
        text = await live.Client.GetStringAsync("/openapi/v1.json");
    }

    public ValueTask DisposeAsync() => live.DisposeAsync();

    [Fact]
    public void Every_endpoint_is_in_it_with_its_role_and_nothing_else_is()
    {
        using var document = JsonDocument.Parse(text);
        var written = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name} {operation.Value.GetProperty("x-sweeps-role").GetString()}"));
        var mapped = live.Server.Endpoints.Where(endpoint => !endpoint.Metadata.GetRequiredMetadata<EndpointDeclaration>().IsForBrowsers).SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
            .Select(method => $"{method} {endpoint.RoutePattern.RawText} {endpoint.Metadata.GetRequiredMetadata<EndpointDeclaration>().Audience}"));

        Assert.Equal(mapped.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_reader_of_OpenAPI_finds_no_fault_with_it()
    {
        var result = Microsoft.OpenApi.OpenApiDocument.Parse(text, "json", new OpenApiReaderSettings());

        Assert.Empty(result.Diagnostic!.Errors.Select(error => $"{error.Pointer}: {error.Message}"));
        Assert.Empty(result.Diagnostic.Warnings.Select(warning => $"{warning.Pointer}: {warning.Message}"));
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, result.Diagnostic.SpecificationVersion);
    }

    [Fact]
    public void Every_reference_leads_to_a_schema_and_every_operation_has_a_name_of_its_own()
    {
        using var document = JsonDocument.Parse(text);
        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(schema => schema.Name).ToHashSet();
        var operations = new List<string>();

        Walk(document.RootElement);

        Assert.Equal(operations.Count, operations.Distinct().Count());
        Assert.Contains("SweepStatus", schemas);

        void Walk(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in element.EnumerateArray()) Walk(item);
            }
            if (element.ValueKind != JsonValueKind.Object) return;
            foreach (var property in element.EnumerateObject())
            {
                if (property is { Name: "$ref", Value.ValueKind: JsonValueKind.String }) Assert.Contains(property.Value.GetString()!.Split('/')[^1], schemas);
                if (property is { Name: "operationId", Value.ValueKind: JsonValueKind.String }) operations.Add(property.Value.GetString()!);
                Walk(property.Value);
            }
        }
    }
}
