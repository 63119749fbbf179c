namespace Tests.Chaos.Deeds;

/// <summary>Fills a worker's disk: what it trains meanwhile is lost, and must cost no trial.</summary>
internal sealed class FillWorker(int number) : WorkerDeed(number)
{
    public override string Kind => "fill a worker's disk";

    public override string Words => $"fill the disk of {Name}";

    public override bool NeedsMachines => true;

    protected override async Task Do(Stage stage, StagedWorker worker, Action<string> say, Hold hold)
    {
        worker.Disk!.Fill();
        say($"{worker.Name}'s disk is full, for {hold}");
        await hold.Wait();
        worker.Disk.MakeRoom();
        say($"{worker.Name}'s disk has room again");
    }
}
