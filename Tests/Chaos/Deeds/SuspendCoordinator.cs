namespace Tests.Chaos.Deeds;

/// <summary>Suspends a coordinator for longer than its lease, so that another takes over; then it wakes and believes that it leads.</summary>
internal sealed class SuspendCoordinator(Which which, bool inMidAppend) : Deed
{
    public override string Kind => inMidAppend ? "suspend in mid-append" : "suspend a coordinator";

    public override string Words => $"SIGSTOP to {which.Words()}{(inMidAppend ? " in mid-append" : "")}";

    public override async Task<bool> Do(Stage stage, Action<string> say, Hold hold)
    {
        if (await stage.Find(which) is not { } coordinator) return false;
        var longer = hold with { Length = StagedCoordinator.Lease + hold.Length };
        try
        {
            var wasAppending = inMidAppend && await MidAppend.Hit(stage, coordinator, () =>
            {
                coordinator.Suspend();
                return Task.CompletedTask;
            });
            coordinator.Suspend();
            say($"{coordinator.Name} is suspended{(wasAppending ? " while its append waits at the server, which lets it happen afterwards" : "")}, for {longer} with a lease of {StagedCoordinator.Lease.TotalSeconds} s");
            await longer.Wait();
            return !inMidAppend || wasAppending;
        }
        finally
        {
            coordinator.Continue();
            say($"{coordinator.Name} goes on");
        }
    }
}
