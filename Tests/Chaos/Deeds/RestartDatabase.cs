namespace Tests.Chaos.Deeds;

/// <summary>Restarts the database.</summary>
/// <param name="crash">It recovers from its log.</param>
internal sealed class RestartDatabase(bool crash) : Deed
{
    public override string Kind => crash ? "crash the database" : "restart the database";

    public override string Words => $"{(crash ? "SIGQUIT (immediate shutdown)" : "SIGINT (fast shutdown)")} to the database, and start it again";

    public override async Task<bool> Do(Stage stage, Action<string> say, Hold hold)
    {
        await (crash ? stage.Database.Server.Crash() : stage.Database.Server.Stop());
        say($"the database {(crash ? "has crashed" : "is stopped")}, for {hold}");
        await hold.Wait();
        await stage.Database.Server.StartAgain();
        say("the database is started again, and answers");
        return true;
    }
}
