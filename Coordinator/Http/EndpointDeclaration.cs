using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Coordinator.Http;

/// <summary>
/// What an endpoint says of itself: whom it lets in, what goes in and what comes out. The gate judges by it and the OpenAPI document
/// is written from it; an endpoint without one keeps the coordinator from starting.
/// </summary>
/// <param name="Summary">What it does, in one sentence.</param>
internal sealed record EndpointDeclaration(Audience Audience, string Summary) : IRequestSizeLimitMetadata
{
    public const string Json = "application/json", Yaml = "text/yaml", Bytes = "application/octet-stream", EventStream = "text/event-stream";

    /// <summary>Ten thousand epochs of sixty measures fit.</summary>
    public const long MostMeasured = 32 << 20;

    /// <summary>A spec has at most 256 KiB.</summary>
    public const long MostCommanded = 1 << 20;

    /// <summary>The JSON body; null: it has none, or bytes.</summary>
    public JsonTypeInfo? Request { get; init; }

    public bool TakesBytes { get; init; }

    /// <summary>The router sets it as the limit of the body; null: whoever reads the body counts.</summary>
    public long? MaxRequestBodySize { get; init; } = MostCommanded;

    /// <summary>The JSON reply; null: none, or of <see cref="ReplyMedia"/>.</summary>
    public JsonTypeInfo? Reply { get; init; }

    /// <summary>Media types besides JSON that it may answer with.</summary>
    public IReadOnlyList<string> ReplyMedia { get; init; } = [];

    /// <summary>Every status of success.</summary>
    public IReadOnlyList<int> Statuses { get; init; } = [StatusCodes.Status200OK];

    /// <summary>Statuses of its own refusals; those of the door, of queries and of bodies come by themselves.</summary>
    public IReadOnlyList<int> Problems { get; init; } = [];

    public IReadOnlyList<DeclaredParameter> Query { get; init; } = [];

    public IReadOnlyList<DeclaredParameter> Headers { get; init; } = [];

    /// <summary>A page and its files: no part of the API.</summary>
    public bool IsForBrowsers { get; init; }

    /// <summary>It changes something: only the active coordinator can, and others pass it on.</summary>
    public bool Changes { get; init; }
}

/// <param name="Type">Of JSON Schema: <c>integer</c> or <c>string</c>.</param>
/// <param name="Values">All that are legal; empty: no fixed set.</param>
internal sealed record DeclaredParameter(string Name, string Type, string Description, params IReadOnlyList<string> Values);
