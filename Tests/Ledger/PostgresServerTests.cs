using Npgsql;
using Tests.Peers;

namespace Tests.Ledger;

/// <summary>The server that the ledger's tests stand on.</summary>
public sealed class PostgresServerTests
{
    [Fact]
    public async Task What_was_committed_survives_a_crash_and_nothing_is_left_in_the_end()
    {
        string folder;
        await using (var server = await PostgresServer.Start(durable: true))
        {
            folder = server.Folder;
            var database = new Uri(await server.NewDatabase()).AbsolutePath[1..];
            await Execute(server, database, "CREATE TABLE kept AS SELECT 7 AS x");

            await server.Crash();
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => Execute(server, database, "SELECT 1"));
            await server.StartAgain();

            Assert.Equal(7, await Execute(server, database, "SELECT x FROM kept"));
            Assert.Equal("on", await Execute(server, database, "SHOW fsync"));
        }
        Assert.False(Directory.Exists(folder));
    }

    private static async Task<object?> Execute(PostgresServer server, string database, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString(database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
