using System.Text.Json.Serialization;

namespace Shared.Space;

/// <summary>
/// One dimension of a search space. <paramref name="Path"/> names it uniquely and follows the YAML, chosen options included:
/// <c>training.batch_size</c>, <c>loss</c>, <c>loss.focal.gamma</c>.
/// </summary>
/// <param name="Condition">When the parameter exists; null: always.</param>
public sealed record Parameter(string Path, Domain Domain, Condition? Condition)
{
    /// <summary>The last part of the path: <c>gamma</c> of <c>loss.focal.gamma</c>.</summary>
    [JsonIgnore]
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];
}

/// <summary>Holds while the parameter at <paramref name="Path"/> exists and is set to <paramref name="Option"/>.</summary>
public sealed record Condition(string Path, ParameterValue Option);
