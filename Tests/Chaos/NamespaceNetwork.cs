namespace Tests.Chaos;

/// <summary>
/// A network namespace for each machine, and a bridge between them in the play's own. What is dropped is dropped where it arrives, so that a
/// sender learns nothing of it, as with a broken switch.
/// </summary>
internal sealed class NamespaceNetwork : INetwork
{
    private const string Bridge = "stage", Prefix = "10.77.0.";

    private readonly List<Machine> machines = [];

    public string Description => "each process in a network namespace of its own, over one bridge";

    public bool HasMachines => true;

    public static async Task<NamespaceNetwork> Build()
    {
        await Shell.Run("ip", "link", "add", "name", Bridge, "type", "bridge");
        await Shell.Run("ip", "addr", "add", $"{Prefix}1/24", "dev", Bridge);
        await Shell.Run("ip", "link", "set", Bridge, "up");
        return new NamespaceNetwork();
    }

    public async Task<Machine> Add(string name)
    {
        var machine = new Machine(name, $"{Prefix}{machines.Count + 2}", ["nsenter", $"--net=/run/netns/{name}", "--"]);
        machines.Add(machine);
        await Shell.Run("ip", "netns", "add", name);
        await Shell.Run("ip", "link", "add", "name", name, "type", "veth", "peer", "name", "eth0", "netns", name);
        await Shell.Run("ip", "link", "set", name, "master", Bridge, "up");
        await Shell.Run("ip", "-n", name, "addr", "add", $"{machine.Address}/24", "dev", "eth0");
        await Shell.Run("ip", "-n", name, "link", "set", "eth0", "up");
        await Shell.Run("ip", "-n", name, "link", "set", "lo", "up");
        await Filter(machine, "add table inet chaos; add set inet chaos deaf { type ipv4_addr; }; add chain inet chaos input { type filter hook input priority 0; }; add rule inet chaos input ip saddr @deaf drop");
        return machine;
    }

    public Task Deafen(Machine machine, Machine to) => Filter(machine, $"add element inet chaos deaf {{ {to.Address} }}");

    public Task Restore(Machine machine, Machine to) => Filter(machine, $"delete element inet chaos deaf {{ {to.Address} }}");

    public Task Heal(Machine machine) => Filter(machine, "flush set inet chaos deaf");

    public Task Plug(Machine machine, bool isIn) => Shell.Run("ip", "link", "set", machine.Name, isIn ? "up" : "down");

    public async Task<IReadOnlyList<string>> End()
    {
        foreach (var machine in machines)
        {
            // The namespace's own end, which comes a little later, would take the pair of devices along.
            await Shell.Run("ip", "link", "del", machine.Name);
            await Shell.Run("ip", "netns", "del", machine.Name);
        }
        await Shell.Run("ip", "link", "del", Bridge);
        var (_, namespaces) = await Shell.Try("ip", "netns", "list");
        var (_, links) = await Shell.Try("ip", "-o", "link");
        return [.. Lines(namespaces), .. Lines(links).Where(line => !line.Contains(" lo: ", StringComparison.Ordinal))];

        static IEnumerable<string> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static Task Filter(Machine machine, string rules) => Shell.Run([.. machine.Enter, "nft", rules]);
}
