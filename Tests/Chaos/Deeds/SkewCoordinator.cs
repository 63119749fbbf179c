namespace Tests.Chaos.Deeds;

/// <summary>Kills a coordinator, and starts it again with another clock, which it keeps until the next one.</summary>
internal sealed class SkewCoordinator(Which which, MachineClock clock) : Deed
{
    public override string Kind => "skew a coordinator's clock";

    public override string Words => $"restart {which.Words()} with its clock {clock}";

    public override async Task<bool> Do(Stage stage, Action<string> say, Hold hold)
    {
        if (await stage.Find(which) is not { } coordinator) return false;
        say($"{coordinator.Name} is killed and started again under a clock that is {clock}");
        await coordinator.Kill();
        coordinator.StartAgain(clock);
        // The other one goes, so that it leads by that clock.
        await hold.Wait();
        if (await stage.Active() is { } active && active != coordinator)
        {
            say($"{active.Name} is killed, so that {coordinator.Name} leads by its own clock");
            await active.Kill();
            await hold.Wait();
            active.StartAgain();
        }
        return true;
    }
}
