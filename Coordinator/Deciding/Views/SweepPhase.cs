using System.Text.Json.Serialization;
using Coordinator.Deciding.Sweeps;
using Shared.Protocol;

namespace Coordinator.Deciding.Views;

/// <summary>What a sweep is doing.</summary>
[JsonConverter(typeof(NamesOnly<SweepPhase>))]
public enum SweepPhase
{
    /// <summary>Trials are proposed and started.</summary>
    [JsonStringEnumMemberName("active")]
    Active,

    /// <summary>No further trial starts until somebody resumes it.</summary>
    [JsonStringEnumMemberName("paused")]
    Paused,

    /// <summary>It ends once what runs has an outcome.</summary>
    [JsonStringEnumMemberName("stopping")]
    Stopping,

    [JsonStringEnumMemberName("ended")]
    Ended,
}

public static class SweepPhases
{
    public static SweepPhase Of(SweepState sweep) =>
        sweep.Ended is not null ? SweepPhase.Ended
        : sweep.IsStopping ? SweepPhase.Stopping
        : sweep.IsPaused ? SweepPhase.Paused
        : SweepPhase.Active;
}
