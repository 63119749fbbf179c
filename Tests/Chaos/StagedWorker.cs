using Tests.EndToEnd;

namespace Tests.Chaos;

/// <summary><c>sweeps-worker</c> on a machine of its own, with the play's trainer and a small disk where there are such.</summary>
/// <param name="disk">null: the machine's.</param>
internal sealed class StagedWorker(Machine machine, string folder, string coordinators, Tokens tokens, string trainer, SmallDisk? disk)
    : Staged(machine, Path.Combine(folder, "logs", $"{machine.Name}.log"))
{
    /// <summary>A trainer that is silent for so long hangs: longer than any that does not, also on a machine with more to do than it can.</summary>
    public const int SilenceSeconds = 6;

    public SmallDisk? Disk => disk;

    public string State => Path.Combine(disk?.Path ?? folder, $"state-{Name}");

    protected override IReadOnlyList<string> Words =>
    [
        Path.Combine(AppContext.BaseDirectory, "sweeps-worker"), "--coordinator", coordinators, "--token-file", tokens.WorkerFile, "--name", Name, "--state", State,
        "--checkpoint-every", "0.4", "--silence", $"{SilenceSeconds}", "--drain", "2", "--hand-back", "5", "--verbose", "--", "/bin/sh", trainer,
    ];

    protected override IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>();
}
