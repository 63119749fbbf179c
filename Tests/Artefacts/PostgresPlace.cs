using Coordinator.Ledger;
using Npgsql;

namespace Tests.Artefacts;

/// <summary>A database with the ledger's tables.</summary>
internal sealed class PostgresPlace : IAsyncDisposable
{
    private readonly NpgsqlDataSource source;

    private PostgresPlace(PostgresAddress address) => (Address, source) = (address, address.Connect("tests"));

    public PostgresAddress Address { get; }

    public static async Task<PostgresPlace> Create(string address)
    {
        var place = new PostgresPlace(PostgresAddress.Parse(address, null));
        await PostgresSchema.Migrate(place.source, default);
        return place;
    }

    /// <summary>Rows that belong to no artefact.</summary>
    public async Task<long> HalfStored()
    {
        await using var command = source.CreateCommand(
            """
            SELECT (SELECT count(*) FROM sweeps.artefact_upload WHERE id NOT IN (SELECT upload FROM sweeps.artefact))
                 + (SELECT count(*) FROM sweeps.artefact_chunk WHERE upload NOT IN (SELECT upload FROM sweeps.artefact))
            """);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Forgets the connections that a crash cut.</summary>
    public void Reconnect() => source.Clear();

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
