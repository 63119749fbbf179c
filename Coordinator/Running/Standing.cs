using System.Diagnostics;
using System.Security.Cryptography;
using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;
using Npgsql;

namespace Coordinator.Running;

/// <summary>
/// One of several coordinators over one database: it follows the ledger, and leads when nobody else does. Whatever goes wrong with
/// the database or with leadership ends in standing again, in the same process; only a ledger that this program cannot read ends it.
/// </summary>
/// <param name="reading">The ledger, to follow it.</param>
/// <param name="holder">Names this process among all, and its connections at the server.</param>
/// <param name="cabinets">Makes who serves, for each fold anew.</param>
internal sealed class Standing(
    NpgsqlDataSource source, ILedger reading, string holder, Func<Cabinet> cabinets, LeadershipOptions options, ReignLog log, TimeProvider time) : IStanding
{
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Post? post;
    private volatile Follower? follower;
    private volatile Known leader = new(null);
    private long lastLook;
    private int failures;
    private bool hasStood;

    public Office? Office => post is { Mandate.Holds: true } present ? present.Office : null;

    public Uri? Leader => leader.Address;

    public CancellationToken LeaderChanged => leader.Over.Token;

    /// <summary>The name of a process: <c>sweeps HOST</c> and some digits, since a host may have several, one after the other too.</summary>
    public static string NewHolder()
    {
        // The server keeps 63 bytes.
        var host = Environment.MachineName;
        return $"sweeps {host[..Math.Min(host.Length, 40)]} {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
    }

    /// <summary>Stands until cancelled; then gives leadership up, if it leads, so that another need not wait.</summary>
    /// <param name="address">Where others hand on what only the leader can answer.</param>
    /// <exception cref="InvalidDataException">The ledger cannot be folded by this program.</exception>
    /// <exception cref="LedgerSchemaException">The database holds no ledger that this program can use.</exception>
    public async Task Run(Uri address, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await PostgresSchema.Migrate(source, cancellation);
                await Stand(address, cancellation);
            }
            catch (LedgerException error) when (!hasStood && WillNotPass(error))
            {
                throw new LedgerSchemaException($"{error.Message}: check --ledger and --ledger-password-file, and that the database is there (createdb)");
            }
            catch (LedgerException error) when (!cancellation.IsCancellationRequested)
            {
                var pause = Backoff();
                log.StandsAgain(pause.TotalSeconds, error.Message);
                await Task.Delay(pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception error) when (cancellation.IsCancellationRequested && error is LedgerException or OperationCanceledException)
            {
                return;
            }
        }
    }

    public async Task<T> Read<T>(long seen, Func<FleetState, T> read, CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            var change = Volatile.Read(ref changed).Task;
            if (Office is { } office)
            {
                try
                {
                    var (reached, value) = await office.Reign.Read(state => state.Position >= seen ? (true, read(state)) : (false, default(T)!));
                    if (reached) return value;
                }
                catch (LedgerException)
                {
                    // That reign is over; what follows it may answer.
                }
            }
            else if (follower is { } present && time.GetElapsedTime(Volatile.Read(ref lastLook)) < options.ReadPatience && present.TryRead(seen, read, out var value))
            {
                return value!;
            }
            var left = options.ReadPatience - time.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero) throw NotReached(seen);
            try
            {
                await change.WaitAsync(left, time, cancellation);
            }
            catch (TimeoutException)
            {
                throw NotReached(seen);
            }
        }
    }

    /// <summary>At its start a coordinator that was told a wrong password or database says so and ends; later it may be the server's moment.</summary>
    private static bool WillNotPass(LedgerException error) => error.InnerException is PostgresException
    {
        SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidCatalogName,
    };

    private static LedgerException NotReached(long seen) => new(
        LedgerTrouble.Unavailable, seen == 0 ? "this coordinator has not folded the ledger yet, or cannot reach it" : $"this coordinator has not got to position {seen} of the ledger", null);

    /// <summary>Follows the ledger and looks after the lease, over one connection, until that fails.</summary>
    private async Task Stand(Uri address, CancellationToken cancellation)
    {
        await using var lease = await PostgresLease.Open(source, holder, cancellation);
        while (true)
        {
            var looked = time.GetTimestamp();
            var view = await lease.See(cancellation);
            await Know(view is { IsFree: false, Address: { } other } && IsAnother(new Uri(other), address) ? new Uri(other) : null);
            var present = await Follow(view, cancellation);
            Volatile.Write(ref lastLook, looked);
            Change();
            failures = 0;
            hasStood = true;
            if (view.IsFree) await Try(lease, present, view, address, cancellation);
            else await Task.Delay(options.Look, cancellation);
        }
    }

    /// <summary>A leader at this coordinator's own address is an earlier life of it, or two were told the same --advertise: handing on would go in circles.</summary>
    private bool IsAnother(Uri leader, Uri own)
    {
        if (leader != own) return true;
        log.LeaderAtOwnAddress(own.ToString());
        return false;
    }

    private async Task<Follower> Follow(LeaseView view, CancellationToken cancellation)
    {
        if (follower is { } old && old.Position > view.Position)
        {
            log.LedgerSetBack(view.Position, old.Position);
            follower = null;
        }
        if (follower is { } present)
        {
            if (present.Position < view.Position) await present.CatchUp(reading, cancellation);
            return present;
        }
        var begun = Stopwatch.GetTimestamp();
        var anew = new Follower(cabinets());
        await anew.CatchUp(reading, cancellation);
        log.Follows(holder, anew.Position, Stopwatch.GetElapsedTime(begun).TotalSeconds);
        return follower = anew;
    }

    /// <summary>Nobody leads: takes the lease if nobody is faster, and leads until that ends.</summary>
    private async Task Try(PostgresLease lease, Follower present, LeaseView view, Uri address, CancellationToken cancellation)
    {
        var seen = time.GetTimestamp();
        var mandate = new Mandate(time);
        if (!await lease.TryTake(address.ToString(), options.Lease, cancellation)) return;
        mandate.Renew(seen, options.Lease - options.Margin);
        if (view.Holder is { } before && before != holder) await lease.Silence(before, cancellation);
        await using var ledger = new PostgresLedger(source);
        follower = null;
        var reign = await Begin(ledger, present, mandate, cancellation);
        try
        {
            // On a machine that has little time for it, the first beginning of a process takes longer than a lease.
            await Renew(lease, mandate, cancellation);
        }
        catch
        {
            await reign.DisposeAsync();
            throw;
        }
        var (position, epoch) = await reign.Read(state => (state.Position, state.Epoch));
        log.Leads(position, epoch, time.GetElapsedTime(seen).TotalSeconds, view.Holder ?? "nobody");
        await Lead(lease, reign, present.Cabinet, mandate, cancellation);
    }

    /// <summary>Appends that this coordinator leads, after whatever the one before could still append.</summary>
    private async Task<Reign> Begin(PostgresLedger ledger, Follower present, Mandate mandate, CancellationToken cancellation)
    {
        while (true)
        {
            await present.CatchUp(ledger, cancellation);
            try
            {
                return await Reign.Begin(ledger, present.Surrender(), holder, present.Cabinet.Observers, mandate, log, time, cancellation);
            }
            catch (LedgerException error)
            {
                // Nothing has changed that was folded.
                present.TakeBack();
                if (error.Kind == LedgerTrouble.Fenced && mandate.Holds) continue;
                follower = present;
                throw;
            }
        }
    }

    private async Task Lead(PostgresLease lease, Reign reign, Cabinet cabinet, Mandate mandate, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] work = [Keep(lease, mandate, ending.Token), cabinet.Leases.Run(reign, ending.Token), .. cabinet.Work.Select(work => Work(work, ending.Token))];
        post = new Post(new Office(reign, cabinet.Desk, cabinet.Leases), mandate);
        Change();
        try
        {
            await cabinet.Proposer.Serve(reign);
            await await Task.WhenAny(work[0], work[1], reign.Ended);
        }
        catch (LedgerException error) when (!cancellation.IsCancellationRequested)
        {
            var why = reign.Ended.Exception?.InnerException ?? error;
            log.LostLeadership(why.Message);
            throw;
        }
        finally
        {
            post = null;
            await ending.CancelAsync();
            await reign.DisposeAsync();
            mandate.End();
            cabinet.Desk.Close();
            // The lease's connection must be at rest before it is closed.
            await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Change();
            if (cancellation.IsCancellationRequested) await GiveUp();
        }
    }

    private async Task Keep(PostgresLease lease, Mandate mandate, CancellationToken cancellation)
    {
        while (true)
        {
            await lease.Wait(options.Renewal, cancellation);
            await Renew(lease, mandate, cancellation);
        }
    }

    private async Task Renew(PostgresLease lease, Mandate mandate, CancellationToken cancellation)
    {
        var asked = time.GetTimestamp();
        if (!await lease.Renew(options.Lease, cancellation)) throw new LedgerException(LedgerTrouble.Fenced, "another coordinator has taken over", null);
        mandate.Renew(asked, options.Lease - options.Margin);
    }

    private async Task Work(Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        try
        {
            await work(cancellation);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            log.WorkFailed(error);
        }
    }

    private async Task GiveUp()
    {
        using var patience = new CancellationTokenSource(options.ReadPatience);
        try
        {
            await PostgresLease.Release(source, holder, patience.Token);
            log.GaveUp();
        }
        catch (Exception error) when (error is LedgerException or OperationCanceledException)
        {
            // It is free as soon as this process is gone.
        }
    }

    private async Task Know(Uri? address)
    {
        if (leader.Address == address) return;
        var before = leader;
        leader = new Known(address);
        await before.Over.CancelAsync();
    }

    private void Change() => Interlocked.Exchange(ref changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Longer from time to time, and never the same for two.</summary>
    private TimeSpan Backoff()
    {
        var longest = Math.Min(options.LongestBackoff.TotalMilliseconds, 100 << Math.Min(failures++, 10));
        return TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)longest / 2, (int)longest + 1));
    }

    /// <summary>Not disposed: requests may ask for its token at any time, and it holds nothing.</summary>
    private sealed record Known(Uri? Address)
    {
        public CancellationTokenSource Over { get; } = new();
    }

    private sealed record Post(Office Office, Mandate Mandate);
}
