using System.Globalization;

namespace Tests.Chaos;

/// <summary><c>sweeps coordinator</c> on a machine of its own.</summary>
internal sealed class StagedCoordinator(Machine machine, int port, string folder, Uri ledger, string password, Tokens tokens)
    : Staged(machine, Path.Combine(folder, "logs", $"{machine.Name}.log"))
{
    /// <summary>Short, so that a play has many takeovers; not so short that a busy machine's own pauses are all that it shows.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(3), WorkerLease = TimeSpan.FromSeconds(5);

    public Uri Address { get; } = new($"http://{machine.Address}:{port}/");

    protected override IReadOnlyList<string> Words =>
    [
        Path.Combine(AppContext.BaseDirectory, "sweeps"), "coordinator", "--ledger", ledger.ToString(), "--listen", $"{Machine.Address}:{port}", "--insecure-http",
        "--admin-token-file", tokens.AdminFile, "--worker-token-file", tokens.WorkerFile,
        "--lease-seconds", Lease.TotalSeconds.ToString(CultureInfo.InvariantCulture), "--worker-lease-seconds", WorkerLease.TotalSeconds.ToString(CultureInfo.InvariantCulture),
    ];

    protected override IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string> { ["PGPASSWORD"] = password };
}
