namespace Tests.Chaos.Deeds;

/// <summary>Suspends a worker for longer than its leases, while its trainer trains on: it wakes with a result that is somebody else's by now.</summary>
internal sealed class SuspendWorker(int number) : WorkerDeed(number)
{
    public override string Kind => "suspend a worker";

    public override string Words => $"SIGSTOP to {Name}";

    protected override async Task Do(Stage stage, StagedWorker worker, Action<string> say, Hold hold)
    {
        var longer = hold with { Length = StagedCoordinator.WorkerLease + hold.Length };
        worker.Suspend();
        say($"{worker.Name} is suspended, for {longer} with a lease of {StagedCoordinator.WorkerLease.TotalSeconds} s");
        await longer.Wait();
        worker.Continue();
        say($"{worker.Name} goes on");
    }
}
