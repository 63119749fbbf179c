namespace Tests.Chaos.Deeds;

/// <summary>Fills the database's disk. It may refuse what is to be written, or give up when its log cannot grow; then it is started again once there is room.</summary>
internal sealed class FillDatabase : Deed
{
    public override string Kind => "fill the database's disk";

    public override string Words => "fill the disk of the database";

    public override bool NeedsMachines => true;

    public override async Task<bool> Do(Stage stage, Action<string> say, Hold hold)
    {
        stage.Database.Disk!.Fill();
        say($"the database's disk is full, for {hold}");
        await hold.Wait();
        stage.Database.Disk.MakeRoom();
        say(await stage.Database.StartAgainIfDead() ? "there is room again; the database had given up, and is started again" : "there is room again, and the database answers");
        return true;
    }
}
