namespace Tests.Chaos;

/// <summary>The machines of a play and what is between them.</summary>
internal interface INetwork
{
    /// <summary>What it is, for people.</summary>
    string Description { get; }

    /// <summary>Whether machines can be cut off from one another, and have disks of their own.</summary>
    bool HasMachines { get; }

    Task<Machine> Add(string name);

    /// <summary>Nothing from the other one reaches this one any more; the other way is open.</summary>
    Task Deafen(Machine machine, Machine to);

    /// <summary>It hears the other one again.</summary>
    Task Restore(Machine machine, Machine to);

    /// <summary>Pulls a machine's plug, or puts it back.</summary>
    Task Plug(Machine machine, bool isIn);

    /// <summary>Everybody hears everybody again.</summary>
    Task Heal(Machine machine);

    /// <summary>Takes the machines' network down.</summary>
    /// <returns>What of it is still there, in words.</returns>
    Task<IReadOnlyList<string>> End();
}

/// <param name="Enter">Words before a command that make it run there; none: it runs on this machine.</param>
internal sealed record Machine(string Name, string Address, IReadOnlyList<string> Enter)
{
    /// <summary>Says who it is.</summary>
    public override string ToString() => Name;
}
