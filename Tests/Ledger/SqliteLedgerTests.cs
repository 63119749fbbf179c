using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;
using Microsoft.Data.Sqlite;

namespace Tests.Ledger;

public sealed class SqliteLedgerTests : LedgerContract, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sweeps-ledger-").FullName;

    private string File => Path.Combine(folder, "ledger.db");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private protected override Task<(ILedger First, ILedger Second)> OpenTwice() => Task.FromResult<(ILedger, ILedger)>((SqliteLedger.Open(File), SqliteLedger.Open(File)));

    private protected override Task<ILedgerReader> OpenReader() => Task.FromResult<ILedgerReader>(SqliteLedgerReader.Open(File));

    private protected override Task Remove(long position)
    {
        Execute($"DELETE FROM event WHERE position = {position}");
        return Task.CompletedTask;
    }

    [Fact]
    public async Task It_is_read_while_it_is_written()
    {
        await using var writer = SqliteLedger.Open(File);
        await using var reader = SqliteLedger.OpenForReading(File);
        await writer.Append(1, [new LedgerEvent.LeadershipTaken(1, "here")], [], default);

        Assert.Equal(new LedgerEvent.LeadershipTaken(1, "here") { At = reader.ReadAt(1).At }, reader.ReadAt(1));
    }

    [Fact]
    public void One_that_is_not_there_is_not_made_by_reading()
    {
        Assert.Equal($"there is no sweep here: {File} does not exist", Assert.Throws<StateDirectoryException>(() => SqliteLedger.OpenForReading(File)).Message);
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public void A_file_of_something_else_is_refused_and_left_alone()
    {
        System.IO.File.WriteAllText(File, new string('x', 5000));

        Assert.Equal($"{File} is not a ledger of Sweeps: give another --state directory", Assert.Throws<StateDirectoryException>(() => SqliteLedger.Open(File)).Message);
        Assert.Equal(new string('x', 5000), System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void A_database_of_another_program_is_refused()
    {
        Execute("CREATE TABLE mine (x)");

        Assert.Equal($"{File} is not a ledger of Sweeps: give another --state directory", Assert.Throws<StateDirectoryException>(() => SqliteLedger.Open(File)).Message);
    }

    [Fact]
    public async Task A_ledger_of_another_version_is_refused_by_both_numbers()
    {
        await SqliteLedger.Open(File).DisposeAsync();
        Execute("PRAGMA user_version = 99");

        Assert.Equal(
            $"{File} has version 99, and this program reads versions 1 to 2: use the program that wrote it, or another --state directory",
            Assert.Throws<StateDirectoryException>(() => SqliteLedger.Open(File)).Message);
    }

    [Fact]
    public async Task A_file_of_the_first_version_is_read_as_it_is_and_brought_up_to_date_by_the_first_that_writes()
    {
        Execute("""
            PRAGMA journal_mode = WAL;
            CREATE TABLE event (position INTEGER PRIMARY KEY, stream TEXT NOT NULL, type TEXT NOT NULL, version INTEGER NOT NULL, time TEXT NOT NULL, body TEXT NOT NULL);
            CREATE TABLE measurement (sweep INTEGER NOT NULL, trial INTEGER NOT NULL, attempt INTEGER NOT NULL, epoch INTEGER NOT NULL, body TEXT NOT NULL,
                PRIMARY KEY (sweep, trial, attempt, epoch)) WITHOUT ROWID;
            INSERT INTO event VALUES (1, 'fleet', 'leadership_taken', 1, '2026-01-01T00:00:01.0000007Z', '{"epoch":1,"host":"old"}');
            PRAGMA application_id = 0x53575053;
            PRAGMA user_version = 1
            """);
        var old = new LedgerEvent.LeadershipTaken(1, "old") { At = new DateTimeOffset(2026, 1, 1, 0, 0, 1, TimeSpan.Zero).AddTicks(7) };

        await using var reader = SqliteLedger.OpenForReading(File);
        Assert.Equal([old], await ReadAll(reader, 0));
        await using var writer = SqliteLedger.Open(File);
        await writer.Append(2, [old with { Epoch = 2, By = "k3" }], [], default);

        Assert.Equal([old, old with { Epoch = 2, By = "k3" }], await ReadAll(writer, 0));
        Assert.Equal(2, (await ReadAll(reader, 0)).Count);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
