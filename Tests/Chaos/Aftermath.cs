using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;
using Shared.Trials;

namespace Tests.Chaos;

/// <summary>What there is to judge a play by, read when everything was put right again and every sweep had ended.</summary>
/// <param name="Events">The whole ledger; the position of each is its index and one.</param>
/// <param name="Folded">Their fold.</param>
/// <param name="StillGoing">Sweeps that did not end.</param>
internal sealed record Aftermath(Stage Stage, IReadOnlyList<LedgerEvent> Events, FleetState Folded, Record Record, IReadOnlyList<Acknowledged> Commands, IReadOnlyList<string> StillGoing)
{
    public IEnumerable<SweepState> Sweeps => Folded.Sweeps.Values;

    public static async Task<Aftermath> Read(Stage stage, IReadOnlyList<string> stillGoing)
    {
        var (events, folded) = (new List<LedgerEvent>(), new FleetState());
        await using var source = PostgresAddress.Parse(stage.Database.Url, null).Connect("chaos");
        await using var ledger = new PostgresLedger(source);
        await foreach (var next in ledger.Read(0, CancellationToken.None))
        {
            events.Add(next);
            folded.Evolve(next);
        }
        return new Aftermath(stage, events, folded, Record.Read(stage.WorkersAll), stage.Client.Everything, stillGoing);
    }

    /// <summary>Everything in a folder, for whoever looks for the cause.</summary>
    public async Task Keep(string folder)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllLinesAsync(Path.Combine(folder, "ledger.txt"), Events.Select((next, index) =>
        {
            var (type, body) = LedgerEventJson.Write(next);
            return $"{index + 1} {next.At:O} {type} {next.By ?? "-"} {body}";
        }));
        foreach (var log in Directory.GetFiles(Path.Combine(Stage.Folder, "logs"))) File.Copy(log, Path.Combine(folder, Path.GetFileName(log)), overwrite: true);
        var server = Path.Combine(Stage.Database.Server.Folder, "log");
        if (File.Exists(server)) File.Copy(server, Path.Combine(folder, "postgresql.log"), overwrite: true);
    }
}

/// <summary>An attempt of a trial.</summary>
internal readonly record struct AttemptId(SweepName Sweep, int Trial, int Attempt)
{
    public override string ToString() => $"{Sweep}/{Trial} attempt {Attempt}";
}
