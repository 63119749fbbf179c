using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;
using Npgsql;
using Tests.Peers;

namespace Tests.Ledger;

public sealed class PostgresLedgerTests(SharedPostgres postgres) : LedgerContract, IAsyncDisposable
{
    private readonly List<NpgsqlDataSource> sources = [];
    private string? database;

    public async ValueTask DisposeAsync()
    {
        foreach (var source in sources) await source.DisposeAsync();
    }

    private protected override async Task<(ILedger First, ILedger Second)> OpenTwice()
    {
        await PostgresSchema.Migrate(await Source(), default);
        return (new PostgresLedger(await Source()), new PostgresLedger(await Source()));
    }

    private protected override async Task<ILedgerReader> OpenReader() => new PostgresLedgerReader(await Source());

    private protected override Task Remove(long position) => Execute($"DELETE FROM sweeps.event WHERE position = {position}");

    [Fact]
    public async Task Coordinators_that_start_together_make_the_tables_once()
    {
        await Source();
        var starting = Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await PostgresSchema.Migrate(await Source(), default)));

        await Task.WhenAll(starting);

        Assert.Equal(1L, await Execute("SELECT count(*) FROM sweeps.schema"));
    }

    [Fact]
    public async Task A_newer_schema_is_refused_by_both_numbers()
    {
        await PostgresSchema.Migrate(await Source(), default);
        var known = await Execute("SELECT version FROM sweeps.schema");
        await Execute("UPDATE sweeps.schema SET version = 99");

        var refusal = await Assert.ThrowsAsync<LedgerSchemaException>(async () => await PostgresSchema.Migrate(await Source(), default));

        Assert.Equal($"the ledger's schema has version 99, and this program knows versions up to {known}: start a program as new as the one that made it", refusal.Message);
    }

    [Fact]
    public async Task An_append_is_durable_also_where_the_database_is_not_by_default()
    {
        var (ledger, _) = await OpenTwice();
        await Execute("CREATE TABLE seen (setting text)");
        await Execute("CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$");
        await Execute("CREATE TRIGGER see AFTER INSERT ON sweeps.event EXECUTE FUNCTION see()");
        await Execute("DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET synchronous_commit = off'; END $$");

        await ledger.Append(1, [new LedgerEvent.LeadershipTaken(1, "here")], [], default);

        Assert.Equal("off", await Execute("SHOW synchronous_commit"));
        Assert.Equal("on", await Execute("SELECT setting FROM seen"));
    }

    [Fact]
    public async Task An_append_that_waits_for_another_ones_position_gives_up_instead_of_hanging()
    {
        var (ledger, _) = await OpenTwice();
        await using var source = NpgsqlDataSource.Create((await Source()).ConnectionString + $";Password={Password()}");
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("INSERT INTO sweeps.event VALUES (1, 'fleet', 'leadership_taken', 1, '', NULL, '')", connection);
        await command.ExecuteNonQueryAsync();

        var refusal = await Assert.ThrowsAsync<LedgerException>(() => ledger.Append(1, [new LedgerEvent.LeadershipTaken(1, "here")], [], default));

        Assert.Equal((LedgerTrouble.Unavailable, "the ledger's database refuses: canceling statement due to lock timeout"), (refusal.Kind, refusal.Message));
    }

    [Fact]
    public async Task A_cut_connection_says_that_the_outcome_is_not_known_and_the_next_append_opens_another()
    {
        var (ledger, _) = await OpenTwice();
        await ledger.Append(1, [new LedgerEvent.LeadershipTaken(1, "here")], [], default);
        await Execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        var refusal = await Assert.ThrowsAsync<LedgerException>(() => ledger.Append(2, [new LedgerEvent.LeadershipTaken(2, "here")], [], default));
        Assert.Equal(LedgerTrouble.Unavailable, refusal.Kind);

        await ledger.Append(2, [new LedgerEvent.LeadershipTaken(3, "here")], [], default);
        Assert.Equal(2, (await ReadAll(ledger, 0)).Count);
    }

    [Fact]
    public async Task A_crash_of_the_server_loses_nothing_that_was_acknowledged()
    {
        await using var server = await PostgresServer.Start(durable: true);
        await using var source = PostgresAddress.Parse(await server.NewDatabase(), null).Connect("test");
        await PostgresSchema.Migrate(source, default);
        await using var ledger = new PostgresLedger(source);
        await ledger.Append(1, [new LedgerEvent.LeadershipTaken(1, "here")], [], default);

        await server.Crash();
        await Assert.ThrowsAsync<LedgerException>(() => ledger.Append(2, [new LedgerEvent.LeadershipTaken(2, "here")], [], default));
        await Assert.ThrowsAsync<LedgerException>(() => ReadAll(ledger, 0));
        await server.StartAgain();

        Assert.Single(await ReadAll(ledger, 0));
    }

    private async Task<NpgsqlDataSource> Source()
    {
        database ??= await postgres.NewDatabase();
        sources.Add(PostgresAddress.Parse(database, null).Connect("test"));
        return sources[^1];
    }

    private string Password() => new Uri(database!).UserInfo.Split(':')[1];

    private async Task<object?> Execute(string sql)
    {
        await using var command = (await Source()).CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
