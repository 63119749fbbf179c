using Worker.Agent;

namespace Tests.Chaos.Deeds;

/// <summary>Kills one of the database's processes, upon which it cuts all connections and recovers from its log.</summary>
internal sealed class KillBackend : Deed
{
    public override string Kind => "kill a process of the database";

    public override string Words => "kill -9 the newest process of the database";

    public override Task<bool> Do(Stage stage, Action<string> say, Hold hold)
    {
        var newest = stage.Database.Processes().Max();
        say($"process {newest} of the database is killed, which recovers by itself");
        return Task.FromResult(Posix.Signal(newest, Posix.Kill) == 0);
    }
}
