using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;
using Coordinator.Running;
using Npgsql;
using Shared.Protocol;
using Shared.Trials;
using Tests.Agent;
using Tests.Deciding;
using Tests.Peers;

namespace Tests.Leadership;

/// <summary>Coordinators over one database: one leads, the others follow, whatever happens.</summary>
public sealed class StandingTests(SharedPostgres postgres)
{
    private static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Of_those_that_start_together_one_leads_and_the_others_know_where_it_is()
    {
        var database = await postgres.NewDatabase();
        var all = Enumerable.Range(0, 4).Select(_ => LiveStanding.Begin(database)).ToList();

        var leader = await LiveStanding.Until(() => all.Find(one => one.Standing.Office is not null), "a leader");
        foreach (var other in all.Where(one => one != leader))
        {
            Assert.Equal(new Uri($"http://{leader.Holder.Replace(' ', '-')}/"), await other.Follows());
            Assert.Null(other.Standing.Office);
        }

        Assert.Equal(1, await leader.Standing.Read(0, state => state.Epoch, default));
        foreach (var one in all) await one.DisposeAsync();
    }

    [Fact]
    public async Task A_stand_by_answers_at_the_position_that_a_reader_has_seen_and_says_so_where_it_cannot()
    {
        var database = await postgres.NewDatabase();
        await using var leader = LiveStanding.Begin(database);
        var office = await leader.Leads();
        await using var standBy = LiveStanding.Begin(database, LiveStanding.LongLease with { ReadPatience = TimeSpan.FromSeconds(5) });
        await standBy.Follows();

        for (var worker = 0; worker < 20; worker++)
        {
            var seen = (await office.Reign.Submit(Join(worker), state => state.Position)).Value;
            Assert.Equal(worker + 1, await standBy.Standing.Read(seen, state => state.Workers.Count, default));
        }

        await using var impatient = LiveStanding.Begin(database, LiveStanding.LongLease with { ReadPatience = TimeSpan.FromMilliseconds(500) });
        await impatient.Follows();
        var refusal = await Assert.ThrowsAsync<LedgerException>(() => impatient.Position(seen: 1000));
        Assert.Equal("this coordinator has not got to position 1000 of the ledger", refusal.Message);
    }

    [Fact]
    public async Task Leadership_that_is_given_up_is_taken_over_without_waiting_for_the_lease()
    {
        var database = await postgres.NewDatabase();
        await using var first = LiveStanding.Begin(database);
        var office = await first.Leads();
        await using var second = LiveStanding.Begin(database);
        await second.Follows();
        await office.Reign.Submit(Join(1), state => state.Position);

        await first.Leave();

        var (epoch, workers) = await (await second.Leads()).Reign.Read(state => (state.Epoch, state.Workers.Count));
        Assert.Equal((2, 1), (epoch, workers));
        await Assert.ThrowsAsync<LedgerException>(() => office.Reign.Submit(Join(2), state => state.Position));
    }

    [Fact]
    public async Task A_leader_whose_connections_are_cut_stands_again_and_nothing_that_was_answered_is_lost()
    {
        var database = await postgres.NewDatabase();
        await using var only = LiveStanding.Begin(database);
        var office = await only.Leads();
        await office.Reign.Submit(Join(1), state => state.Position);

        await Execute(database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'sweeps %' AND datname = current_database()");

        var again = await LiveStanding.Until(() => only.Standing.Office is { } present && present != office ? present : null, "a second reign");
        Assert.Equal((2, 1), await again.Reign.Read(state => (state.Epoch, state.Workers.Count)));
    }

    [Fact]
    public async Task A_claim_that_waits_is_told_when_the_reign_ends()
    {
        await using var only = LiveStanding.Begin(await postgres.NewDatabase());
        var office = await only.Leads();
        await office.Reign.Submit(new FleetCommand.Join(Scenario.Ada, 1, "cpu", At), state => state.Position);
        var waiting = office.Desk.Claim(office.Reign, new ClaimRequest(Scenario.Ada, 0, 1, 60), null, default);
        await office.Reign.Read(state => state.Position);

        await only.Leave();

        var told = Assert.ThrowsAsync<LedgerException>(() => waiting);
        await Soon.Happens(told, "the claim's end");
        Assert.Equal("this coordinator's reign is over", (await told).Message);
    }

    [Fact]
    public async Task Who_cannot_renew_falls_silent_before_its_lease_is_over()
    {
        var database = await postgres.NewDatabase();
        var options = new LeadershipOptions { Lease = TimeSpan.FromSeconds(3), Renewal = TimeSpan.FromMilliseconds(200), Margin = TimeSpan.FromSeconds(1) };
        await using var only = LiveStanding.Begin(database, options);
        var office = await only.Leads();
        await using var source = PostgresAddress.Parse(database, null).Connect("test");
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var locking = new NpgsqlCommand("SELECT expires > clock_timestamp() FROM sweeps.lease FOR UPDATE", connection);
        Assert.Equal(true, await locking.ExecuteScalarAsync());

        // The row is locked, so that no renewal comes through, and the connections are well.
        await LiveStanding.Until(() => only.Standing.Office is null ? only : null, "silence");

        await using var looking = new NpgsqlCommand("SELECT expires > clock_timestamp() FROM sweeps.lease", connection);
        Assert.Equal(true, await looking.ExecuteScalarAsync());
        await Assert.ThrowsAsync<LedgerException>(() => office.Reign.Submit(Join(1), state => state.Position));
        await transaction.RollbackAsync();
        await only.Leads();
    }

    [Fact]
    public async Task A_database_that_restarts_or_crashes_is_survived()
    {
        await using var server = await PostgresServer.Start(durable: true);
        var database = await server.NewDatabase();
        await using var first = LiveStanding.Begin(database);
        await using var second = LiveStanding.Begin(database);
        var workers = 0;
        foreach (var end in new Func<Task>[] { server.Stop, server.Crash })
        {
            var leader = await LiveStanding.Until(() => first.Standing.Office ?? second.Standing.Office, "a leader");
            await leader.Reign.Submit(Join(++workers), state => state.Position);

            await end();
            await LiveStanding.Until(() => first.Standing.Office is null && second.Standing.Office is null ? first : null, "silence");
            await Assert.ThrowsAsync<LedgerException>(() => leader.Reign.Submit(Join(99), state => state.Position));
            await server.StartAgain();

            var next = await LiveStanding.Until(() => first.Standing.Office ?? second.Standing.Office, "a leader");
            Assert.Equal(workers, await next.Reign.Read(state => state.Workers.Count));
        }
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_read_ends_it_with_the_reason()
    {
        var database = await postgres.NewDatabase();
        await using (var first = LiveStanding.Begin(database)) await first.Leads();
        await Execute(database, "INSERT INTO sweeps.event VALUES (2, 'fleet', 'of_the_future', 1, '2026-01-01T00:00:00.0000000Z', NULL, '{}')");

        await using var second = LiveStanding.Begin(database);

        var ending = Assert.ThrowsAsync<InvalidDataException>(() => second.Running);
        await Soon.Happens(ending, "the end");
        Assert.Equal("this program does not know ledger events of type 'of_the_future'", (await ending).Message);
    }

    [Fact]
    public async Task A_newer_schema_ends_it_with_the_reason()
    {
        var database = await postgres.NewDatabase();
        await using (var first = LiveStanding.Begin(database)) await first.Leads();
        await Execute(database, "UPDATE sweeps.schema SET version = 99");

        await using var second = LiveStanding.Begin(database);

        var ending = Assert.ThrowsAsync<LedgerSchemaException>(() => second.Running);
        await Soon.Happens(ending, "the end");
        Assert.StartsWith("the ledger's schema has version 99, and this program knows versions up to ", (await ending).Message);
    }

    private static FleetCommand.Join Join(int worker) => new(new WorkerLife($"w{worker}", "1"), 1, "cpu", At);

    private static async Task Execute(string database, string sql)
    {
        await using var source = PostgresAddress.Parse(database, null).Connect("test");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
