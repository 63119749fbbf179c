using Coordinator.Ledger;
using Coordinator.Logs;
using Npgsql;
using Tests.Peers;

namespace Tests.Logs;

public sealed class PostgresLogTableTests(SharedPostgres postgres) : LogTableContract, IAsyncDisposable
{
    private NpgsqlDataSource? source;

    public async ValueTask DisposeAsync()
    {
        if (source is not null) await source.DisposeAsync();
    }

    private protected override async Task<ILogTable> Open()
    {
        source = PostgresAddress.Parse(await postgres.NewDatabase(), null).Connect("tests");
        await PostgresSchema.Migrate(source, default);
        return new PostgresLogTable(source);
    }
}
