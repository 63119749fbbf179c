using Coordinator.Deciding.Search;
using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;
using Coordinator.Running;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Tests.Leadership;

/// <summary>One coordinator's standing over a real PostgreSQL, without the HTTP side.</summary>
internal sealed class LiveStanding : IAsyncDisposable
{
    /// <summary>A lease that no test waits for the end of.</summary>
    public static readonly LeadershipOptions LongLease = new() { Lease = TimeSpan.FromMinutes(10), Margin = TimeSpan.FromMinutes(1) };

    private readonly CancellationTokenSource stopping = new();
    private readonly NpgsqlDataSource source;
    private readonly PostgresLedger reading;

    private LiveStanding(NpgsqlDataSource source, string holder, LeadershipOptions options)
    {
        var log = new ReignLog(NullLogger.Instance);
        (this.source, reading, Holder) = (source, new PostgresLedger(source), holder);
        Standing = new Standing(source, reading, holder, Cabinet, options, log, TimeProvider.System);
        Running = Task.Run(() => Standing.Run(new Uri($"http://{holder.Replace(' ', '-')}/"), stopping.Token));

        Cabinet Cabinet()
        {
            var leases = new LeaseClock(TimeSpan.FromSeconds(15), TimeProvider.System, log);
            return new Cabinet(leases, new ClaimDesk(leases, TimeProvider.System), new Proposer(spec => new QuasiRandomSampler(spec.Seed), log, TimeProvider.System), [], []);
        }
    }

    public string Holder { get; }

    public Standing Standing { get; }

    public Task Running { get; }

    public static LiveStanding Begin(string database, LeadershipOptions? options = null)
    {
        var holder = Standing.NewHolder();
        return new LiveStanding(PostgresAddress.Parse(database, null).Connect(holder), holder, options ?? LongLease);
    }

    /// <summary>Waits until it leads.</summary>
    public Task<Office> Leads() => Until(() => Standing.Office, "leadership");

    /// <summary>Waits until it knows of another leader.</summary>
    public Task<Uri> Follows() => Until(() => Standing.Leader, "another leader");

    public static async Task<T> Until<T>(Func<T?> look, string what) where T : class
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            if (look() is { } found) return found;
            if (patience.IsCancellationRequested) Assert.Fail($"{what} did not come about");
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }
    }

    public Task<long> Position(long seen = 0) => Standing.Read(seen, state => state.Position, default);

    /// <summary>Ends it as SIGTERM does.</summary>
    public async Task Leave()
    {
        await stopping.CancelAsync();
        await Running;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await reading.DisposeAsync();
        await source.DisposeAsync();
        stopping.Dispose();
    }
}
