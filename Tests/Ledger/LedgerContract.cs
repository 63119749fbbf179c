using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;

namespace Tests.Ledger;

/// <summary>What every ledger keeps.</summary>
public abstract class LedgerContract
{
    /// <summary>Two ledgers over the same empty table.</summary>
    private protected abstract (ILedger First, ILedger Second) OpenTwice();

    private static LedgerEvent Event(long epoch) =>
        new LedgerEvent.LeadershipTaken(epoch, "here") { At = new DateTimeOffset(2026, 1, 1, 0, 0, (int)epoch, TimeSpan.Zero).AddTicks(7) };

    [Fact]
    public async Task What_is_appended_is_read_back_in_order_with_its_times()
    {
        var (ledger, other) = OpenTwice();
        await ledger.Append(1, [Event(1), Event(2)], [], default);
        await ledger.Append(3, [Event(3)], [], default);

        Assert.Equal([Event(1), Event(2), Event(3)], await ReadAll(other, 0));
        Assert.Equal([Event(3)], await ReadAll(other, 2));
    }

    [Fact]
    public async Task A_position_that_is_taken_fences_the_second_writer_and_nothing_of_its_batch_is_there()
    {
        var (first, second) = OpenTwice();
        await first.Append(1, [Event(1)], [], default);
        await first.Append(2, [Event(2)], [], default);

        var refusal = await Assert.ThrowsAsync<LedgerException>(() => second.Append(2, [Event(7), Event(8)], [], default));

        Assert.Equal(LedgerTrouble.Fenced, refusal.Kind);
        Assert.Equal([Event(1), Event(2)], await ReadAll(first, 0));
    }

    private static async Task<List<LedgerEvent>> ReadAll(ILedger ledger, long after)
    {
        var events = new List<LedgerEvent>();
        await foreach (var next in ledger.Read(after, default)) events.Add(next);
        return events;
    }
}
