using Coordinator.Ledger;
using Coordinator.Logs;
using Microsoft.Data.Sqlite;
using Tests.Agent;

namespace Tests.Logs;

public sealed class SqliteLogTableTests : LogTableContract, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private protected override async Task<ILogTable> Open()
    {
        await SqliteLedger.Open(folder.File("ledger.db")).DisposeAsync();
        return SqliteLogTable.Open(folder.File("ledger.db"));
    }

    [Fact]
    public async Task A_ledger_that_only_an_older_program_wrote_has_no_logs_until_it_is_written()
    {
        await using (await Open()) { }
        await using (var connection = new SqliteConnection($"Data Source={folder.File("ledger.db")};Pooling=False"))
        {
            connection.Open();
            await using var command = connection.CreateCommand();
            command.CommandText = "DROP TABLE log";
            command.ExecuteNonQuery();
        }

        await using var reading = SqliteLogTable.OpenForReading(folder.File("ledger.db"));
        Assert.Empty(await reading.Read(4, 0, null, (0, 0), 10, default));
        await using var writing = await Open();
        Assert.Equal(2, await writing.Add(new LogPlace(4, 0, 1), [new(1, "x")], 10, default));
    }
}
