using System.Text.Json.Serialization;
using Coordinator.Deciding.Access;
using Coordinator.Deciding.Analysis;
using Coordinator.Deciding.Views;
using Shared.Space;
using Shared.Trials;

namespace Coordinator.Http;

/// <summary>JSON of the API for people and their programs, both ways. What the coordinator does not know in a request it refuses: it may be a misspelling.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SweepPage))]
[JsonSerializable(typeof(SweepStatus))]
[JsonSerializable(typeof(TrialPage))]
[JsonSerializable(typeof(TrialSummary))]
[JsonSerializable(typeof(MeasurementPage))]
[JsonSerializable(typeof(LogPage))]
[JsonSerializable(typeof(LogItem))]
[JsonSerializable(typeof(TrialColumns))]
[JsonSerializable(typeof(SweepTimeline))]
[JsonSerializable(typeof(SweepImportance))]
[JsonSerializable(typeof(SweepSurface))]
[JsonSerializable(typeof(BestReply))]
[JsonSerializable(typeof(EventPage))]
[JsonSerializable(typeof(WorkerList))]
[JsonSerializable(typeof(WorkerItem))]
[JsonSerializable(typeof(TokenList))]
[JsonSerializable(typeof(CreatedToken))]
[JsonSerializable(typeof(CoordinatorStatus))]
[JsonSerializable(typeof(CallerItem))]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(LaunchRequest))]
[JsonSerializable(typeof(ChangeRequest))]
[JsonSerializable(typeof(EnqueueRequest))]
[JsonSerializable(typeof(CreateTokenRequest))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ApiJson : JsonSerializerContext;

/// <summary>Begins a sweep, or goes on with the one of that name: <c>POST /v1/sweeps</c>.</summary>
/// <param name="Spec">The YAML.</param>
/// <param name="Data">The prepared data, stored before.</param>
/// <param name="Folder">Where the spec lies, on the machine of whoever launches: relative paths of its data are meant from there, and best.yaml finds them. Nothing there is opened.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LaunchRequest(string Spec, ArtefactAddress Data, string? Folder = null);

/// <summary>Changes what may change while a sweep goes on: <c>PATCH /v1/sweeps/{name}</c>.</summary>
/// <param name="Settings">Keys and values as in a spec, such as <c>trials</c>: <c>200</c>.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ChangeRequest(IReadOnlyDictionary<string, string> Settings);

/// <summary>Somebody's own trial: <c>POST /v1/sweeps/{name}/trials</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record EnqueueRequest(Assignment Assignment);

/// <param name="Name">Whose it is, in people's words.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CreateTokenRequest(string Name, Role Role);

/// <param name="Token">Shown this once.</param>
internal sealed record CreatedToken(string Id, string Name, Role Role, string Token);

/// <param name="Next">What <c>after</c> is for the next page; null: this is the last.</param>
internal sealed record SweepPage(IReadOnlyList<SweepItem> Sweeps, SweepName? Next);

/// <param name="Next">What <c>after</c> is for the next page; null: this is the last.</param>
internal sealed record TrialPage(IReadOnlyList<TrialSummary> Trials, int? Next);

/// <param name="Next">What <c>after</c> is for the next page, an attempt and an epoch; null: this is the last.</param>
internal sealed record MeasurementPage(IReadOnlyList<MeasurementItem> Measurements, string? Next);

/// <param name="Next">What <c>after</c> is for the next page; null: there is no further line yet.</param>
internal sealed record LogPage(IReadOnlyList<LogItem> Lines, string? Next);

/// <param name="Next">What <c>after</c> is for the next page; null: there is no further event yet.</param>
internal sealed record EventPage(IReadOnlyList<EventItem> Events, long? Next);

internal sealed record WorkerList(IReadOnlyList<WorkerItem> Workers);

internal sealed record TokenList(IReadOnlyList<TokenItem> Tokens);

/// <summary>The best of a sweep. Trial and YAML are null while none is completed.</summary>
/// <param name="Yaml">The best configuration as a spec with nothing left to choose.</param>
internal sealed record BestReply(SweepStatus Summary, TrialSummary? Trial, string? Yaml);

/// <param name="Active">Whether this coordinator is the active one.</param>
/// <param name="Leader">Where the active one is, if another one is known to be.</param>
/// <param name="Epoch">The reign of the active coordinator.</param>
internal sealed record CoordinatorStatus(
    string Version, long Position, long Epoch, bool Active, Uri? Leader, double UptimeSeconds, int Sweeps, int Workers, int Slots, int RunningTrials);

/// <summary>Whose token was shown.</summary>
/// <param name="Id">Of the token, as the audit trail names it.</param>
/// <param name="Role">Among people; null: a worker's alone.</param>
/// <param name="Worker">Whether it may do a worker's part.</param>
/// <param name="Now">This coordinator's clock.</param>
internal sealed record CallerItem(string Id, Role? Role, bool Worker, DateTimeOffset Now);

internal sealed record Health(string Status);
