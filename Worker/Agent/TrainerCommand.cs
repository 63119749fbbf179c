using System.Collections.Immutable;

namespace Worker.Agent;

/// <summary>The program and arguments that are started as trainer, and what it is started with.</summary>
/// <param name="Words">Program and arguments.</param>
/// <param name="Device">Told as <c>SWEEPS_DEVICE</c>.</param>
internal sealed record TrainerCommand(ImmutableArray<string> Words, string Device)
{
    /// <summary>How long a trainer has to end by itself once its standard input ends.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>The launcher (Agent/Native/launcher.c), which lies beside this program.</summary>
    public static string Launcher => Path.Combine(AppContext.BaseDirectory, "sweeps-launch");

    /// <summary>This very program in its mode <c>trainer</c>.</summary>
    public static TrainerCommand BuiltIn(string device)
    {
        var host = Path.Combine(AppContext.BaseDirectory, "sweeps-worker");
        // Started as `dotnet sweeps-worker.dll`, there may be no executable of that name, or not for this machine.
        var program = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" || !File.Exists(host)
            ? ImmutableArray.Create(Environment.ProcessPath ?? "dotnet", host + ".dll")
            : [host];
        return new TrainerCommand([.. program, "trainer", "--device", device], device);
    }
}
