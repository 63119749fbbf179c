namespace Tests.Chaos.Deeds;

/// <summary>Parts a coordinator from its database.</summary>
internal sealed class CutDatabase(Which which, Direction direction) : Deed
{
    public override string Kind => "partition coordinator and database";

    public override string Words => $"part {which.Words()} from the database, {direction.Words()}";

    public override bool NeedsMachines => true;

    public override async Task<bool> Do(Stage stage, Action<string> say, Hold hold)
    {
        if (await stage.Find(which) is not { } coordinator) return false;
        var longer = hold with { Length = StagedCoordinator.Lease + hold.Length };
        say($"{coordinator.Name} and the database are parted {direction.Words()}, for {longer}");
        await stage.Network.Part(coordinator.Machine, stage.Database.Machine, direction);
        await longer.Wait();
        await stage.Network.Join(coordinator.Machine, stage.Database.Machine, direction);
        say($"{coordinator.Name} and the database hear each other again");
        return true;
    }
}
