namespace Coordinator.Running;

/// <summary>How long coordinators wait for one another.</summary>
internal sealed record LeadershipOptions
{
    /// <summary>
    /// How long a lease lasts without a renewal. It protects from a takeover because of a pause: of a busy machine, of the database. A coordinator
    /// that is killed is noticed at once, by its connection; only one whose machine or network is gone costs this time.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the active one renews: several may go wrong within one lease.</summary>
    public TimeSpan Renewal { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How much earlier than its lease the active one falls silent. It protects from answers that leave while another begins: this machine's clock may run
    /// slower than the database's, and an answer takes a while from the last look at the clock to the wire.
    /// </summary>
    public TimeSpan Margin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a stand-by looks at lease and ledger: what it may be behind, and what it costs an idle database.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a reader waits for a position that it has seen elsewhere, and how old a stand-by's answers may be.</summary>
    public TimeSpan ReadPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest pause before standing again: it protects a database that has just come back from everybody at once.</summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(1);
}
