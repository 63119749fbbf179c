using Tests.EndToEnd;
using Tests.Peers;

namespace Tests.Chaos;

/// <summary>A database, two coordinators and eight workers, each on a machine of its own.</summary>
internal sealed class Stage
{
    private const int Coordinators = 2, Workers = 8, DatabaseMegabytes = 320, WorkerMegabytes = 8;

    private Stage(string folder, INetwork network, StagedDatabase database, IReadOnlyList<StagedCoordinator> coordinators, IReadOnlyList<StagedWorker> workers, Tokens tokens)
    {
        (Folder, Network, Database, CoordinatorsAll, WorkersAll) = (folder, network, database, coordinators, workers);
        Client = new PlayClient(coordinators, tokens.Admin);
    }

    public string Folder { get; }

    public INetwork Network { get; }

    public StagedDatabase Database { get; }

    public IReadOnlyList<StagedCoordinator> CoordinatorsAll { get; }

    public IReadOnlyList<StagedWorker> WorkersAll { get; }

    public IEnumerable<Staged> Everybody => [.. CoordinatorsAll, .. WorkersAll];

    public PlayClient Client { get; }

    private IEnumerable<SmallDisk> Disks => WorkersAll.Select(worker => worker.Disk).Append(Database.Disk).OfType<SmallDisk>();

    public static async Task<Stage> Build(string folder, bool inNamespaces)
    {
        INetwork network = inNamespaces ? await NamespaceNetwork.Build() : new LoopbackNetwork();
        Directory.CreateDirectory(Path.Combine(folder, "logs"));
        var tokens = Tokens.Make(folder);
        var database = await BuildDatabase(folder, network);
        var coordinators = new List<StagedCoordinator>();
        for (var number = 1; number <= Coordinators; number++)
            coordinators.Add(new StagedCoordinator(await network.Add($"coordinator{number}"), network.HasMachines ? 7460 : PostgresServer.FreePort(), folder, database.Ledger, database.Password, tokens));
        var trainer = ChaosTrainer.Write(folder);
        var workers = new List<StagedWorker>();
        for (var number = 1; number <= Workers; number++)
        {
            // Each begins with another coordinator than its neighbour.
            var addresses = string.Join(',', (number % 2 == 0 ? coordinators : Enumerable.Reverse(coordinators)).Select(coordinator => coordinator.Address));
            var machine = await network.Add($"worker{number}");
            workers.Add(new StagedWorker(machine, folder, addresses, tokens, trainer, await MakeDisk(folder, network, machine.Name, WorkerMegabytes)));
        }
        var stage = new Stage(folder, network, database, coordinators, workers, tokens);
        foreach (var process in stage.Everybody) process.Start();
        return stage;
    }

    /// <summary>The coordinator that says it is the active one, or null where none does.</summary>
    public async Task<StagedCoordinator?> Active()
    {
        foreach (var coordinator in CoordinatorsAll)
            if (await Client.IsActive(coordinator)) return coordinator;
        return null;
    }

    /// <summary>Puts everything right that may be wrong.</summary>
    public async Task Heal(Telling telling)
    {
        foreach (var machine in Everybody.Select(one => one.Machine).Append(Database.Machine))
        {
            await Network.Heal(machine);
            if (Network.HasMachines) await Network.Plug(machine, isIn: true);
        }
        foreach (var disk in Disks) disk.MakeRoom();
        Database.Continue();
        if (await Database.StartAgainIfDead()) telling.Say("the database did not answer, and was started again");
        foreach (var one in Everybody)
        {
            one.Continue();
            one.StartAgain();
        }
    }

    /// <summary>Ends every process as people do, the database last.</summary>
    /// <returns>What went wrong with that, in words.</returns>
    public async Task<IReadOnlyList<string>> End()
    {
        var patience = TimeSpan.FromSeconds(40);
        foreach (var one in Everybody) one.Notice();
        var ends = await Task.WhenAll(WorkersAll.Select(worker => worker.Terminate(patience)));
        ends = [.. ends, .. await Task.WhenAll(CoordinatorsAll.Select(coordinator => coordinator.Terminate(patience)))];
        await Database.DisposeAsync();
        Client.Dispose();
        return
        [
            .. Everybody.SelectMany(one => one.OwnEnds),
            .. Everybody.Zip([.. ends], (one, code) => code is null ? $"{one.Name} did not end within {patience.TotalSeconds} s" : code != 0 ? $"{one.Name} ended with exit code {code}" : null).OfType<string>(),
        ];
    }

    /// <returns>What is still there, in words.</returns>
    public async Task<IReadOnlyList<string>> TakeDown()
    {
        var left = new List<string>();
        foreach (var worker in WorkersAll)
        {
            var scratch = Path.Combine(worker.State, "scratch");
            if (Directory.Exists(scratch)) left.AddRange(Directory.EnumerateFileSystemEntries(scratch));
        }
        if (Directory.Exists(Database.Server.Folder) && Directory.EnumerateFileSystemEntries(Database.Server.Folder).Any()) left.Add(Database.Server.Folder);
        foreach (var disk in Disks) await disk.DisposeAsync();
        left.AddRange((await File.ReadAllLinesAsync("/proc/self/mounts")).Where(mount => mount.Contains($" {Folder}/", StringComparison.Ordinal)));
        left.AddRange(await Network.End());
        return left;
    }

    private static async Task<StagedDatabase> BuildDatabase(string folder, INetwork network)
    {
        var machine = await network.Add("database");
        var disk = await MakeDisk(folder, network, machine.Name, DatabaseMegabytes);
        var home = Directory.CreateDirectory(Path.Combine(disk?.Path ?? folder, "postgres")).FullName;
        var site = new PostgresSite(home, machine.Address, machine.Enter, ["max_wal_size=64MB", "min_wal_size=32MB", "log_lock_waits=on"]);
        var server = await PostgresServer.Start(durable: true, site);
        return new StagedDatabase(machine, server, disk, await server.NewDatabase());
    }

    private static async Task<SmallDisk?> MakeDisk(string folder, INetwork network, string name, int megabytes) =>
        network.HasMachines ? await SmallDisk.Mount(megabytes, Directory.CreateDirectory(Path.Combine(folder, $"disk-{name}")).FullName) : null;
}
