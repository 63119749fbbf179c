namespace Tests.Chaos.Deeds;

/// <summary>Kills a worker, and starts it again with another clock, which it keeps until the next one.</summary>
internal sealed class SkewWorker(int number, MachineClock clock) : WorkerDeed(number)
{
    public override string Kind => "skew a worker's clock";

    public override string Words => $"restart {Name} with its clock {clock}";

    protected override async Task Do(Stage stage, StagedWorker worker, Action<string> say, Hold hold)
    {
        say($"{worker.Name} is killed and started again under a clock that is {clock}");
        await worker.Kill();
        worker.StartAgain(clock);
        await hold.Wait();
    }
}
