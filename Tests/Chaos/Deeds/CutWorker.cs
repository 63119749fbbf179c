namespace Tests.Chaos.Deeds;

/// <summary>Parts a worker from the coordinators for longer than its leases: it trains on and delivers too late, or its results arrive and the answers do not.</summary>
/// <param name="fromAll">False: from the active one alone.</param>
internal sealed class CutWorker(int number, Direction direction, bool fromAll) : WorkerDeed(number)
{
    public override string Kind => "partition worker and coordinators";

    public override string Words => $"part {Name} from {(fromAll ? "all coordinators" : "the active coordinator")}, {direction.Words()}";

    public override bool NeedsMachines => true;

    protected override async Task Do(Stage stage, StagedWorker worker, Action<string> say, Hold hold)
    {
        var active = fromAll ? null : await stage.Find(Which.Active);
        var coordinators = stage.CoordinatorsAll.Where(coordinator => active is null || coordinator == active).ToList();
        var longer = hold with { Length = StagedCoordinator.WorkerLease + hold.Length };
        say($"{worker.Name} and {string.Join(", ", coordinators.Select(coordinator => coordinator.Name))} are parted {direction.Words()}, for {longer}");
        foreach (var coordinator in coordinators) await stage.Network.Part(worker.Machine, coordinator.Machine, direction);
        await longer.Wait();
        foreach (var coordinator in coordinators) await stage.Network.Join(worker.Machine, coordinator.Machine, direction);
        say($"{worker.Name} and the coordinators hear each other again");
    }
}
