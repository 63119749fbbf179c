using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;
using Microsoft.Data.Sqlite;

namespace Tests.Ledger;

public sealed class SqliteLedgerTests : LedgerContract, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sweeps-ledger-").FullName;

    private string File => Path.Combine(folder, "ledger.db");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private protected override (ILedger First, ILedger Second) OpenTwice() => (SqliteLedger.Open(File), SqliteLedger.Open(File));

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
            $"{File} has version 99, and this program reads version 1: use the program that wrote it, or another --state directory",
            Assert.Throws<StateDirectoryException>(() => SqliteLedger.Open(File)).Message);
    }

    [Fact]
    public async Task A_gap_in_the_positions_is_found()
    {
        await using var ledger = SqliteLedger.Open(File);
        await ledger.Append(1, [new LedgerEvent.LeadershipTaken(1, "here"), new LedgerEvent.LeadershipTaken(2, "here")], [], default);
        Execute("DELETE FROM event WHERE position = 1");

        var error = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var _ in ledger.Read(0, default)) { }
        });
        Assert.Equal("the ledger lacks the event at position 1", error.Message);
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
