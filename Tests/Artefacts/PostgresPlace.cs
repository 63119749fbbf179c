using Coordinator.Artefacts;
using Npgsql;

namespace Tests.Artefacts;

/// <summary>A database with nothing but the tables of artefacts.</summary>
internal static class PostgresPlace
{
    /// <param name="address">Such as <c>postgres://sweeps:secret@127.0.0.1:40001/test1</c>.</param>
    public static async Task<NpgsqlDataSource> Create(string address)
    {
        var uri = new Uri(address);
        var user = uri.UserInfo.Split(':');
        var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port,
            Username = user[0],
            Password = user[1],
            Database = uri.AbsolutePath[1..],
            PersistSecurityInfo = true,
            MaxPoolSize = 8,
        });
        await using var command = database.CreateCommand(PostgresArtefacts.Tables);
        await command.ExecuteNonQueryAsync();
        return database;
    }

    public static string Settings(NpgsqlDataSource database) => database.ConnectionString;

    /// <summary>Rows that belong to no artefact.</summary>
    public static async Task<long> HalfStored(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            "SELECT (SELECT count(*) FROM artefact_upload) + (SELECT count(*) FROM artefact_chunk WHERE upload NOT IN (SELECT upload FROM artefact))");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
