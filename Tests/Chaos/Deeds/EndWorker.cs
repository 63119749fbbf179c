namespace Tests.Chaos.Deeds;

/// <summary>Ends a worker as Kubernetes does: it trains on for a little, hands back, and leaves.</summary>
internal sealed class EndWorker(int number) : WorkerDeed(number)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public override string Kind => "end a worker";

    public override string Words => $"SIGTERM to {Name}";

    protected override async Task Do(Stage stage, StagedWorker worker, Action<string> say, Hold hold)
    {
        say($"{worker.Name} is told to end");
        var code = await worker.Terminate(Patience);
        say(code is null ? $"{worker.Name} did not end within {Patience.TotalSeconds} s and was killed" : $"{worker.Name} ended with exit code {code}, and is started again");
        worker.StartAgain();
    }
}
