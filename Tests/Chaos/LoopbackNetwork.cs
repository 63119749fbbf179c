namespace Tests.Chaos;

/// <summary>Everything on this machine: where nobody can be cut off.</summary>
internal sealed class LoopbackNetwork : INetwork
{
    public string Description => "every process on loopback";

    public bool HasMachines => false;

    public Task<Machine> Add(string name) => Task.FromResult(new Machine(name, "127.0.0.1", []));

    public Task Deafen(Machine machine, Machine to) => throw new NotSupportedException("nobody can be cut off on loopback");

    public Task Restore(Machine machine, Machine to) => throw new NotSupportedException("nobody was cut off on loopback");

    public Task Plug(Machine machine, bool isIn) => throw new NotSupportedException("loopback has no plugs");

    public Task Heal(Machine machine) => Task.CompletedTask;

    public Task<IReadOnlyList<string>> End() => Task.FromResult<IReadOnlyList<string>>([]);
}
