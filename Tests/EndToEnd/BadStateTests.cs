using Microsoft.Data.Sqlite;

namespace Tests.EndToEnd;

/// <summary>A state directory that this program cannot work with is left as it is.</summary>
[Collection(WholeSweeps.Name)]
public sealed class BadStateTests(FinishedSweep finished)
{
    private const string NoLedger = "is not a ledger of Sweeps: give another --state directory";

    [Fact]
    public async Task A_ledger_of_another_version_is_refused()
    {
        await using var place = await finished.Copy();
        Execute(Ledger(place), "PRAGMA user_version = 99");

        await Refuses(place, "has version 99, and this program reads versions 1 to 2: use the program that wrote it, or another --state directory");

        Execute(Ledger(place), "PRAGMA user_version = 2");
        Assert.Equal(finished.Run.LastLine, (await place.Sweeps("status", "small", "--json")).With(code: 0).LastLine);
    }

    [Fact]
    public async Task A_file_that_is_no_ledger_is_refused_and_not_overwritten()
    {
        await using var place = new Place(Specs.Small);
        Directory.CreateDirectory(place.State);
        var somebodys = string.Concat(Enumerable.Repeat("somebody's notes\n", 1000));
        File.WriteAllText(Ledger(place), somebodys);

        await Refuses(place, NoLedger);

        Assert.Equal(somebodys, File.ReadAllText(Ledger(place)));
    }

    [Fact]
    public async Task Another_programs_database_is_refused()
    {
        await using var place = new Place(Specs.Small);
        Directory.CreateDirectory(place.State);
        Execute(Ledger(place), "CREATE TABLE notes (text)");

        await Refuses(place, NoLedger);
    }

    private static async Task Refuses(Place place, string message)
    {
        string[][] commands = [["run", "spec.yaml"], ["status", "small"]];
        foreach (var command in commands)
        {
            var refused = (await place.Sweeps(command)).With(code: 2);
            Assert.Equal($"sweeps: {Ledger(place)} {message}", refused.Errors);
        }
    }

    private static string Ledger(Place place) => Path.Combine(place.State, "ledger.db");

    private static void Execute(string database, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
