using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Coordinator.Deciding.Sweeps;

/// <summary>Events to and from the ledger's columns: a type name, its version, and a JSON body.</summary>
public static class LedgerEventJson
{
    /// <summary>Names in the ledger are for ever: rename the record if you must, never the text.</summary>
    private static readonly (string Name, JsonTypeInfo Info)[] Types =
    [
        ("leadership_taken", LedgerBodies.Default.LeadershipTaken),
        ("worker_joined", LedgerBodies.Default.WorkerJoined),
        ("worker_left", LedgerBodies.Default.WorkerLeft),
        ("sweep_launched", LedgerBodies.Default.SweepLaunched),
        ("budget_changed", LedgerBodies.Default.BudgetChanged),
        ("sweep_ended", LedgerBodies.Default.SweepEnded),
        ("sweep_deleted", LedgerBodies.Default.SweepDeleted),
        ("trial_proposed", LedgerBodies.Default.TrialProposed),
        ("attempt_started", LedgerBodies.Default.AttemptStarted),
        ("attempt_measured", LedgerBodies.Default.AttemptMeasured),
        ("trial_completed", LedgerBodies.Default.TrialCompleted),
        ("attempt_failed", LedgerBodies.Default.AttemptFailed),
        ("attempt_handed_back", LedgerBodies.Default.AttemptHandedBack),
        ("late_result_kept", LedgerBodies.Default.LateResultKept),
        ("worker_expelled", LedgerBodies.Default.WorkerExpelled),
        ("worker_draining", LedgerBodies.Default.WorkerDraining),
        ("worker_set_aside", LedgerBodies.Default.WorkerSetAside),
        ("worker_restored", LedgerBodies.Default.WorkerRestored),
        ("token_created", LedgerBodies.Default.TokenCreated),
        ("token_revoked", LedgerBodies.Default.TokenRevoked),
        ("sweep_paused", LedgerBodies.Default.SweepPaused),
        ("sweep_resumed", LedgerBodies.Default.SweepResumed),
        ("sweep_stopping", LedgerBodies.Default.SweepStopping),
        ("trial_retried", LedgerBodies.Default.TrialRetried),
        ("attempt_checkpointed", LedgerBodies.Default.AttemptCheckpointed),
    ];

    private static readonly Dictionary<Type, (string Name, JsonTypeInfo Info)> ByType = Types.ToDictionary(entry => entry.Info.Type);
    private static readonly Dictionary<string, JsonTypeInfo> ByName = Types.ToDictionary(entry => entry.Name, entry => entry.Info);

    /// <summary>Every type's name.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>The version that bodies are written in. An older one is brought up to it in <see cref="Read"/>, and nowhere else.</summary>
    public const int Version = 1;

    /// <summary>The stream of what belongs to no sweep.</summary>
    public const string Fleet = "fleet";

    /// <summary>What events of a type are called in the ledger.</summary>
    public static string NameOf(Type type) => ByType[type].Name;

    public static (string Type, string Body) Write(LedgerEvent next)
    {
        var (name, info) = ByType[next.GetType()];
        return (name, JsonSerializer.Serialize(next, info));
    }

    /// <exception cref="InvalidDataException">The type or version is not known, or the body is not of that type.</exception>
    public static LedgerEvent Read(string type, int version, DateTimeOffset at, string body, string? by = null)
    {
        if (version != Version) throw new InvalidDataException($"a ledger event of type '{type}' has version {version}, and this program reads version {Version}");
        if (!ByName.TryGetValue(type, out var info)) throw new InvalidDataException($"this program does not know ledger events of type '{type}'");
        try
        {
            return (LedgerEvent)JsonSerializer.Deserialize(body, info)! with { At = at, By = by };
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"a ledger event of type '{type}' cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The stream that an event belongs to: its sweep's name, or <see cref="Fleet"/>.</summary>
    public static string Stream(LedgerEvent next) => next switch
    {
        LedgerEvent.LeadershipTaken or LedgerEvent.WorkerJoined or LedgerEvent.WorkerLeft or LedgerEvent.WorkerExpelled or LedgerEvent.WorkerDraining or
            LedgerEvent.WorkerSetAside or LedgerEvent.WorkerRestored or LedgerEvent.TokenCreated or LedgerEvent.TokenRevoked => Fleet,
        LedgerEvent.SweepLaunched e => e.Spec.Name.ToString(),
        LedgerEvent.BudgetChanged e => e.Sweep.ToString(),
        LedgerEvent.SweepEnded e => e.Sweep.ToString(),
        LedgerEvent.SweepDeleted e => e.Sweep.ToString(),
        LedgerEvent.TrialProposed e => e.Sweep.ToString(),
        LedgerEvent.AttemptStarted e => e.Sweep.ToString(),
        LedgerEvent.AttemptMeasured e => e.Sweep.ToString(),
        LedgerEvent.TrialCompleted e => e.Sweep.ToString(),
        LedgerEvent.AttemptFailed e => e.Sweep.ToString(),
        LedgerEvent.AttemptHandedBack e => e.Sweep.ToString(),
        LedgerEvent.LateResultKept e => e.Sweep.ToString(),
        LedgerEvent.SweepPaused e => e.Sweep.ToString(),
        LedgerEvent.SweepResumed e => e.Sweep.ToString(),
        LedgerEvent.SweepStopping e => e.Sweep.ToString(),
        LedgerEvent.TrialRetried e => e.Sweep.ToString(),
        LedgerEvent.AttemptCheckpointed e => e.Sweep.ToString(),
        _ => throw new InvalidOperationException($"no stream for {next.GetType().Name}"),
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LedgerEvent.LeadershipTaken))]
[JsonSerializable(typeof(LedgerEvent.WorkerJoined))]
[JsonSerializable(typeof(LedgerEvent.WorkerLeft))]
[JsonSerializable(typeof(LedgerEvent.SweepLaunched))]
[JsonSerializable(typeof(LedgerEvent.BudgetChanged))]
[JsonSerializable(typeof(LedgerEvent.SweepEnded))]
[JsonSerializable(typeof(LedgerEvent.SweepDeleted))]
[JsonSerializable(typeof(LedgerEvent.TrialProposed))]
[JsonSerializable(typeof(LedgerEvent.AttemptStarted))]
[JsonSerializable(typeof(LedgerEvent.AttemptMeasured))]
[JsonSerializable(typeof(LedgerEvent.TrialCompleted))]
[JsonSerializable(typeof(LedgerEvent.AttemptFailed))]
[JsonSerializable(typeof(LedgerEvent.AttemptHandedBack))]
[JsonSerializable(typeof(LedgerEvent.LateResultKept))]
[JsonSerializable(typeof(LedgerEvent.WorkerExpelled))]
[JsonSerializable(typeof(LedgerEvent.WorkerDraining))]
[JsonSerializable(typeof(LedgerEvent.WorkerSetAside))]
[JsonSerializable(typeof(LedgerEvent.WorkerRestored))]
[JsonSerializable(typeof(LedgerEvent.TokenCreated))]
[JsonSerializable(typeof(LedgerEvent.TokenRevoked))]
[JsonSerializable(typeof(LedgerEvent.SweepPaused))]
[JsonSerializable(typeof(LedgerEvent.SweepResumed))]
[JsonSerializable(typeof(LedgerEvent.SweepStopping))]
[JsonSerializable(typeof(LedgerEvent.TrialRetried))]
[JsonSerializable(typeof(LedgerEvent.AttemptCheckpointed))]
internal sealed partial class LedgerBodies : JsonSerializerContext;
