namespace Tests.Chaos.Deeds;

/// <summary>Kills a coordinator, and starts it again later.</summary>
internal sealed class KillCoordinator(Which which, bool inMidAppend) : Deed
{
    public override string Kind => inMidAppend ? "kill in mid-append" : "kill a coordinator";

    public override string Words => $"kill -9 {which.Words()}{(inMidAppend ? " in mid-append" : "")}";

    public override async Task<bool> Do(Stage stage, Action<string> say, Hold hold)
    {
        if (await stage.Find(which) is not { } coordinator) return false;
        var wasAppending = inMidAppend && await MidAppend.Hit(stage, coordinator, coordinator.Kill);
        if (!inMidAppend) await coordinator.Kill();
        say($"{coordinator.Name} is killed{(wasAppending ? " while its append waits at the server, which lets it happen afterwards" : "")}, for {hold}");
        await hold.Wait();
        coordinator.StartAgain();
        say($"{coordinator.Name} is started again");
        return !inMidAppend || wasAppending;
    }
}
