using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Shared.Space;
using Shared.Trials;

namespace Coordinator.Http;

/// <summary>JSON Schemas of what goes in and out, by the name of the type: taken from the very contracts that read and write it.</summary>
internal sealed class OpenApiSchemas
{
    private readonly Dictionary<string, Type> named = [];

    public JsonObject Components { get; } = [];

    /// <summary>A reference to a type's schema, which is among the components then.</summary>
    public JsonObject Of(JsonTypeInfo type)
    {
        var name = type.Type.Name;
        if (named.TryAdd(name, type.Type))
        {
            Components[name] = null; // in its place, in case it refers to itself
            Components[name] = Export(type);
        }
        else if (named[name] != type.Type)
        {
            throw new InvalidOperationException($"two types of the API are called {name}: {named[name]} and {type.Type}");
        }
        return new JsonObject { ["$ref"] = $"#/components/schemas/{name}" };
    }

    private JsonNode Export(JsonTypeInfo type) => type.GetJsonSchemaAsNode(new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform });

    private JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        // The exporter refers to what it has written before by its place in a document of its own, which a component is not.
        if (schema is JsonObject { Count: 1 } && schema["$ref"] is not null && !IsNamed(context.TypeInfo)) return Export(context.TypeInfo);
        var known = Known(Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type);
        var isComponent = known is null && context.Path.Length > 0 && context.BaseTypeInfo is null && IsNamed(context.TypeInfo);
        if (known is null && !isComponent) return schema is JsonObject ? schema : new JsonObject(); // `true` is a schema too, but few readers know
        var described = known ?? Of(context.TypeInfo);
        return MayBeNull(context, schema) ? new JsonObject { ["anyOf"] = new JsonArray(described, new JsonObject { ["type"] = "null" }) } : described;
    }

    /// <summary>Our own records; those nested in another are shown within it.</summary>
    private static bool IsNamed(JsonTypeInfo type) =>
        type.Kind == JsonTypeInfoKind.Object && type.Type is { DeclaringType: null, Namespace: { } space } && (space.StartsWith("Coordinator", StringComparison.Ordinal) || space.StartsWith("Shared", StringComparison.Ordinal));

    private static bool MayBeNull(JsonSchemaExporterContext context, JsonNode schema) =>
        schema is JsonObject { } written && written["type"] is JsonArray types ? types.Any(type => type?.GetValue<string>() == "null")
        : Nullable.GetUnderlyingType(context.TypeInfo.Type) is not null || context.PropertyInfo is { IsGetNullable: true };

    /// <summary>What has a converter of its own, which no exporter sees into.</summary>
    private static JsonObject? Known(Type type) =>
        type == typeof(SweepName) ? Text("^[a-z0-9A-Z][a-z0-9_-]{0,62}$")
        : type == typeof(ArtefactAddress) ? Text("^[0-9a-f]{64}$")
        : type == typeof(AttemptToken) ? Text("^[0-9a-f]{32}$")
        : type == typeof(WorkerLabels) ? new JsonObject { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = "string" } }
        : type == typeof(Assignment) ? new JsonObject { ["type"] = "object", ["description"] = "path to value, such as optimizer.adam.learning_rate: 0.001" }
        : type == typeof(IReadOnlyDictionary<string, double>) ? new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("number", "string", "null"), ["description"] = "what is not finite is a text, such as NaN" },
        }
        // Where one occurs twice, the exporter refers to the first by a path that ends at the edge of its own document.
        : type == typeof(IReadOnlyList<int>) ? new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "integer" } }
        : type == typeof(ParameterValue) ? new JsonObject { ["description"] = "a text, a number, true, false, or a list of whole numbers" }
        : null;

    private static JsonObject Text(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };
}
