using System.Collections.Immutable;
using System.Globalization;
using Worker.Devices;

namespace Worker.Agent;

/// <summary>The program and arguments that are started as trainer, and what it is started with.</summary>
/// <param name="Words">Program and arguments.</param>
/// <param name="Device">Told as <c>SWEEPS_DEVICE</c>.</param>
/// <param name="IsBuiltIn">The device is told as an argument too.</param>
internal sealed record TrainerCommand(ImmutableArray<string> Words, TrainingDevice Device, bool IsBuiltIn = false)
{
    /// <summary>The least time between two checkpoints that a trainer writes to its scratch directory.</summary>
    public static readonly TimeSpan CheckpointEvery = TimeSpan.FromSeconds(5);

    /// <summary>How long a trainer has to end by itself once its standard input ends.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>The launcher (Agent/Native/launcher.c), which lies beside this program.</summary>
    public static string Launcher => Path.Combine(AppContext.BaseDirectory, "sweeps-launch");

    /// <summary>The same trainer for a slot's device.</summary>
    public TrainerCommand On(TrainingDevice device) =>
        this with { Words = IsBuiltIn ? [.. Words, "--device", device.Name] : Words, Device = device };

    /// <summary>This very program in its mode <c>trainer</c>.</summary>
    /// <param name="storeEvery">How often the worker stores a checkpoint: there is one to store by then.</param>
    public static TrainerCommand BuiltIn(TimeSpan storeEvery)
    {
        var host = Path.Combine(AppContext.BaseDirectory, "sweeps-worker");
        // Started as `dotnet sweeps-worker.dll`, there may be no executable of that name, or not for this machine.
        var program = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" || !File.Exists(host)
            ? ImmutableArray.Create(Environment.ProcessPath ?? "dotnet", host + ".dll")
            : [host];
        var every = storeEvery < CheckpointEvery ? storeEvery : CheckpointEvery;
        return new TrainerCommand(
            [.. program, "trainer", "--checkpoint-every", every.TotalSeconds.ToString(CultureInfo.InvariantCulture)], TrainingDevice.Cpu(1), IsBuiltIn: true);
    }
}
