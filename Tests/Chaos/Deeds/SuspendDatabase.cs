namespace Tests.Chaos.Deeds;

/// <summary>Suspends the whole database for longer than a lease: nobody can renew, nobody can take over, and connections stay.</summary>
internal sealed class SuspendDatabase : Deed
{
    public override string Kind => "suspend the database";

    public override string Words => "SIGSTOP to every process of the database";

    public override async Task<bool> Do(Stage stage, Action<string> say, Hold hold)
    {
        var longer = hold with { Length = StagedCoordinator.Lease + hold.Length };
        stage.Database.Suspend();
        say($"the database is suspended, for {longer}");
        await longer.Wait();
        stage.Database.Continue();
        say("the database goes on");
        return true;
    }
}
