using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Shared.Trials;
using Worker.Devices;

namespace Worker.Agent;

/// <summary>How a worker was started.</summary>
/// <param name="Coordinators">Tried in turn.</param>
/// <param name="Token">Shown to the coordinator; never logged, and never in the environment of a trainer.</param>
/// <param name="Devices">Of its slots, each of which trains one trial at a time with a trainer of its own.</param>
/// <param name="State">A directory that no other worker uses.</param>
/// <param name="Cache">Artefacts by address; workers of one machine may share it.</param>
/// <param name="Silence">A trainer that prints nothing for this long hangs; null: it may be silent for ever.</param>
internal sealed record AgentOptions(
    ImmutableArray<Uri> Coordinators,
    string Token,
    string Name,
    DeviceChoice Devices,
    string State,
    string Cache,
    TrainerCommand Trainer,
    TimeSpan? Silence)
{
    public const string TokenVariable = "SWEEPS_TOKEN";

    /// <summary>
    /// On SIGTERM: how long trials may train on. With <see cref="HandBack"/> it is 55 s, and Kubernetes kills 60 s after
    /// SIGTERM where a pod's terminationGracePeriodSeconds says so.
    /// </summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>How long results, checkpoints and hand-backs may take after that to reach the coordinator.</summary>
    public TimeSpan HandBack { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The least time between two checkpoints of a trial that are stored with the coordinator.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes that <see cref="Cache"/> may take, besides what is in use.</summary>
    public long CacheLimit { get; init; } = 20L << 30;

    /// <summary>MiB that must be free on the device before a trial is claimed; null: see <see cref="MemoryGate"/>.</summary>
    public long? FreeMemory { get; init; }

    public WorkerLabels Labels { get; init; } = WorkerLabels.None;

    /// <summary>The only roots that coordinators' certificates are trusted by; null: the machine's.</summary>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>Where metrics are served; null: nowhere.</summary>
    public IPEndPoint? Metrics { get; init; }

    /// <summary>Where devices and memory are read.</summary>
    public Machine Machine { get; init; } = Machine.Current;
}
