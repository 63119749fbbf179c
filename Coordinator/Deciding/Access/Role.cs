using System.Text.Json.Serialization;
using Shared.Protocol;

namespace Coordinator.Deciding.Access;

/// <summary>What a token allows. Viewer, operator and admin include each other in this order; a worker may do a worker's part alone.</summary>
[JsonConverter(typeof(NamesOnly<Role>))]
public enum Role
{
    /// <summary>Sees sweeps, trials, workers and events.</summary>
    [JsonStringEnumMemberName("viewer")]
    Viewer,

    /// <summary>Launches, pauses, stops, deletes and retries as well, and drains workers.</summary>
    [JsonStringEnumMemberName("operator")]
    Operator,

    /// <summary>Creates and revokes tokens as well.</summary>
    [JsonStringEnumMemberName("admin")]
    Admin,

    /// <summary>Claims, renews, measures and finishes; reads and stores artefacts.</summary>
    [JsonStringEnumMemberName("worker")]
    Worker,
}
