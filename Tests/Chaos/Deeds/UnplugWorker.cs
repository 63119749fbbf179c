namespace Tests.Chaos.Deeds;

/// <summary>Pulls a worker's plug out of the network, and puts it back.</summary>
internal sealed class UnplugWorker(int number) : WorkerDeed(number)
{
    public override string Kind => "unplug a worker";

    public override string Words => $"ip link set {Name} down";

    public override bool NeedsMachines => true;

    protected override async Task Do(Stage stage, StagedWorker worker, Action<string> say, Hold hold)
    {
        var longer = hold with { Length = StagedCoordinator.WorkerLease + hold.Length };
        await stage.Network.Plug(worker.Machine, isIn: false);
        say($"{worker.Name} is unplugged, for {longer}");
        await longer.Wait();
        await stage.Network.Plug(worker.Machine, isIn: true);
        say($"{worker.Name} is plugged in again");
    }
}
