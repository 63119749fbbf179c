using System.Text.Json.Serialization;
using Shared.Protocol;

namespace Shared.Trials;

/// <summary>Why a trial or an attempt brought no result.</summary>
[JsonConverter(typeof(NamesOnly<FailureKind>))]
public enum FailureKind
{
    /// <summary>Infrastructure: the worker, its machine or its connection went away. Retried free of charge.</summary>
    [JsonStringEnumMemberName("lost")]
    Lost,

    /// <summary>The trainer was killed, crashed or broke its protocol. Retried a few times, since the kernel's out-of-memory killer looks the same.</summary>
    [JsonStringEnumMemberName("crashed")]
    Crashed,

    /// <summary>The trainer or its device ran out of memory. Told to the sampler as infeasible.</summary>
    [JsonStringEnumMemberName("out_of_memory")]
    OutOfMemory,

    /// <summary>A loss, weight or score was not finite. Told to the sampler as infeasible.</summary>
    [JsonStringEnumMemberName("diverged")]
    Diverged,

    /// <summary>The spec, the data or the user's own code is at fault; the same message several times in a row ends the sweep.</summary>
    [JsonStringEnumMemberName("user_error")]
    UserError,

    /// <summary>The trial took longer than the spec's <c>trial_time</c>, or stopped reporting.</summary>
    [JsonStringEnumMemberName("timed_out")]
    TimedOut,
}

public static class FailureKinds
{
    /// <summary>The kind as JSON, tables and metrics write it.</summary>
    public static string Name(this FailureKind kind) => kind switch
    {
        FailureKind.Lost => "lost",
        FailureKind.Crashed => "crashed",
        FailureKind.OutOfMemory => "out_of_memory",
        FailureKind.Diverged => "diverged",
        FailureKind.UserError => "user_error",
        FailureKind.TimedOut => "timed_out",
        _ => throw new InvalidOperationException($"no name for failures of kind {kind}"),
    };
}
