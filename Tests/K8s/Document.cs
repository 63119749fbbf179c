using System.Text.Json;

namespace Tests.K8s;

/// <summary>One rendered Kubernetes object.</summary>
internal sealed record Document(JsonElement Body)
{
    public string Api => Body.GetProperty("apiVersion").GetString()!;

    public string Kind => Body.GetProperty("kind").GetString()!;

    public string Name => Body.At("metadata.name").GetString()!;

    public JsonElement Spec => Body.GetProperty("spec");

    /// <summary>The pods that it makes, or null.</summary>
    public Pod? Pod => Kind is "Deployment" or "StatefulSet" or "Job" ? new Pod(this, Spec.GetProperty("template")) : null;

    public override string ToString() => $"{Kind}/{Name}";
}

/// <summary>A template of pods.</summary>
internal sealed record Pod(Document Owner, JsonElement Template)
{
    public JsonElement Spec => Template.GetProperty("spec");

    public JsonElement Labels => Template.At("metadata.labels");

    public IEnumerable<JsonElement> Containers => Spec.Items("containers");

    public IEnumerable<JsonElement> Volumes => Spec.Items("volumes");

    public IEnumerable<JsonElement> Ports => Containers.SelectMany(container => container.Items("ports"));
}

internal static class JsonPaths
{
    private static readonly JsonElement Nothing = JsonElement.Parse("null");

    /// <summary>What lies at a path of names with dots between; null (the JSON value) where there is nothing.</summary>
    public static JsonElement At(this JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element)) return Nothing;
        return element;
    }

    public static bool IsThere(this JsonElement element) => element.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

    public static IEnumerable<JsonElement> Items(this JsonElement element, string path) => element.At(path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    public static IEnumerable<string> Strings(this JsonElement element, string path) => element.Items(path).Select(item => item.ToString());

    public static string? Text(this JsonElement element, string path) => element.At(path) is var found && found.IsThere() ? found.ToString() : null;

    /// <summary>Every object below, itself included.</summary>
    public static IEnumerable<JsonElement> Objects(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => property.Value.Objects()).Prepend(element),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Objects),
        _ => [],
    };

    /// <summary>Whether a label selector takes these labels; one that names nothing takes all.</summary>
    public static bool Selects(this JsonElement selector, JsonElement labels)
    {
        var equal = selector.At("matchLabels") is { ValueKind: JsonValueKind.Object } matched
            ? matched.EnumerateObject().All(pair => labels.TryGetProperty(pair.Name, out var value) && value.GetString() == pair.Value.GetString())
            : true;
        return equal && selector.Items("matchExpressions").All(expression => expression.Text("operator") switch
        {
            "In" => labels.TryGetProperty(expression.Text("key")!, out var value) && expression.Strings("values").Contains(value.GetString()),
            var other => throw new InvalidOperationException($"no rule for the selector's operator {other}"),
        });
    }
}
