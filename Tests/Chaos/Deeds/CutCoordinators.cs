namespace Tests.Chaos.Deeds;

/// <summary>Parts the coordinators from each other: what the stand-by hands on does not arrive.</summary>
internal sealed class CutCoordinators(Direction direction) : Deed
{
    public override string Kind => "partition the coordinators";

    public override string Words => $"part the coordinators from each other, {direction.Words()}";

    public override bool NeedsMachines => true;

    public override async Task<bool> Do(Stage stage, Action<string> say, Hold hold)
    {
        var (first, second) = (stage.CoordinatorsAll[0].Machine, stage.CoordinatorsAll[1].Machine);
        say($"{first} and {second} are parted {direction.Words()}, for {hold}");
        await stage.Network.Part(first, second, direction);
        await hold.Wait();
        await stage.Network.Join(first, second, direction);
        say($"{first} and {second} hear each other again");
        return true;
    }
}
