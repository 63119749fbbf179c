namespace Tests.Chaos.Deeds;

/// <summary>Ends a coordinator as an upgrade does.</summary>
internal sealed class EndCoordinator(Which which) : Deed
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public override string Kind => "end a coordinator";

    public override string Words => $"SIGTERM to {which.Words()}";

    public override async Task<bool> Do(Stage stage, Action<string> say, Hold hold)
    {
        if (await stage.Find(which) is not { } coordinator) return false;
        say($"{coordinator.Name} is told to end, and stays away for {hold}");
        var code = await coordinator.Terminate(Patience);
        say(code is null ? $"{coordinator.Name} did not end within {Patience.TotalSeconds} s and was killed" : $"{coordinator.Name} ended with exit code {code}");
        await hold.Wait();
        coordinator.StartAgain();
        say($"{coordinator.Name} is started again");
        return true;
    }
}
