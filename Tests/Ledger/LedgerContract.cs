using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;
using Shared.Trials;

namespace Tests.Ledger;

/// <summary>What every ledger keeps.</summary>
public abstract class LedgerContract
{
    /// <summary>Two ledgers over the same empty table.</summary>
    private protected abstract Task<(ILedger First, ILedger Second)> OpenTwice();

    /// <summary>A reader of that table.</summary>
    private protected abstract Task<ILedgerReader> OpenReader();

    /// <summary>Takes an event out of the table, as only damage can.</summary>
    private protected abstract Task Remove(long position);

    private static LedgerEvent Event(long epoch) =>
        new LedgerEvent.LeadershipTaken(epoch, "here") { At = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(epoch).AddTicks(7) };

    private static MeasurementRow Row(int trial, int attempt, int epoch, double value) =>
        new(4, trial, attempt, new Measurement(epoch, epoch * 1.5, new Dictionary<string, double> { ["validation.macro_ap"] = value }));

    [Fact]
    public async Task What_is_appended_is_read_back_in_order_with_its_times()
    {
        var (ledger, other) = await OpenTwice();
        await using var _ = ledger;
        await using var __ = other;
        await ledger.Append(1, [Event(1), Event(2)], [], default);
        await ledger.Append(3, [Event(3)], [], default);

        Assert.Equal([Event(1), Event(2), Event(3)], await ReadAll(other, 0));
        Assert.Equal([Event(3)], await ReadAll(other, 2));
    }

    [Fact]
    public async Task A_reader_reads_what_it_is_asked_for_in_one_go_and_says_what_is_missing()
    {
        var (ledger, other) = await OpenTwice();
        await using var _ = ledger;
        await using var __ = other;
        await using var reader = await OpenReader();
        var launched = new LedgerEvent.SweepDeleted(SweepName.Parse("rare")) { At = Event(1).At, By = "somebody" };
        await ledger.Append(1, [Event(1), launched, Event(3), launched, Event(5)], [Row(0, 1, 1, 0.5), Row(0, 1, 2, 0.25), Row(0, 2, 1, 0.125), Row(1, 1, 1, 0)], default);

        Assert.Equal([new(2, launched), new(5, Event(5))], await reader.ReadAt([5, 2], default));
        Assert.Empty(await reader.ReadAt([], default));
        Assert.Equal([2, 3], (await reader.ReadAfter(1, null, 2, default)).Select(past => past.Position));
        Assert.Equal([new(4, launched)], await reader.ReadAfter(2, "rare", 10, default));
        Assert.Equal([new(4, launched)], await reader.ReadAfter(2, "rare", ["sweep_deleted", "sweep_ended"], 10, default));
        Assert.Equal([3, 5], (await reader.ReadAfter(1, "fleet", ["leadership_taken"], 2, default)).Select(past => past.Position));
        Assert.Empty(await reader.ReadAfter(0, "rare", ["sweep_ended"], 10, default));
        Assert.Equal([(1, 2), (2, 1)], (await reader.ReadMeasurements(4, 0, (1, 1), 10, default)).Select(row => (row.Attempt, row.Measurement.Epoch)));
        Assert.Equal([(1, 1)], (await reader.ReadMeasurements(4, 0, (0, 0), 1, default)).Select(row => (row.Attempt, row.Measurement.Epoch)));
        Assert.Equal("the ledger lacks the event at position 9", (await Assert.ThrowsAsync<InvalidDataException>(() => reader.ReadAt([1, 9], default))).Message);
    }

    [Fact]
    public async Task A_position_that_is_taken_fences_the_second_writer_and_nothing_of_its_batch_is_there()
    {
        var (first, second) = await OpenTwice();
        await using var _ = first;
        await using var __ = second;
        await first.Append(1, [Event(1)], [], default);
        await first.Append(2, [Event(2)], [], default);

        var refusal = await Assert.ThrowsAsync<LedgerException>(() => second.Append(2, [Event(7), Event(8)], [Row(0, 1, 1, 0.5)], default));

        Assert.Equal(LedgerTrouble.Fenced, refusal.Kind);
        Assert.Equal([Event(1), Event(2)], await ReadAll(first, 0));
        await using var reader = await OpenReader();
        Assert.Empty(await reader.ReadMeasurements(4, 0, (0, 0), 10, default));
        await second.Append(3, [Event(3)], [], default);
    }

    [Fact]
    public async Task Of_appenders_at_the_same_time_exactly_one_gets_each_position()
    {
        var (first, second) = await OpenTwice();
        await using var _ = first;
        await using var __ = second;

        var wins = await Task.WhenAll(Task.Run(() => Compete(first, 1)), Task.Run(() => Compete(second, 2)));

        var ledger = await ReadAll(first, 0);
        Assert.Equal(100, ledger.Count);
        Assert.Equal(100, wins.Sum(own => own.Count));
        foreach (var (position, next) in wins.SelectMany(own => own)) Assert.Equal(next, ledger[(int)position - 1]);
    }

    [Fact]
    public async Task Who_wanted_an_event_is_kept_with_it()
    {
        var (ledger, other) = await OpenTwice();
        await using var _ = ledger;
        await using var __ = other;

        await ledger.Append(1, [Event(1) with { By = "k3" }, Event(2)], [], default);

        Assert.Equal(["k3", null], (await ReadAll(other, 0)).Select(next => next.By));
        await using var reader = await OpenReader();
        Assert.Equal("k3", (await reader.ReadAt([1], default)).Single().Event.By);
    }

    [Fact]
    public async Task Measurements_are_read_back_by_trial_in_the_order_of_attempts_and_epochs()
    {
        var (ledger, other) = await OpenTwice();
        await using var _ = ledger;
        await using var __ = other;

        await ledger.Append(1, [Event(1)], [Row(3, 2, 1, double.NaN), Row(3, 1, 2, -0.0), Row(3, 1, 1, 0.1), Row(2, 1, 1, 0.7)], default);

        await using var reader = await OpenReader();
        var rows = await reader.ReadMeasurements(4, 3, (0, 0), 10, default);
        Assert.Equal([(1, 1), (1, 2), (2, 1)], rows.Select(row => (row.Attempt, row.Measurement.Epoch)));
        Assert.Equal([0.1, -0.0, double.NaN], rows.Select(row => row.Measurement.Values["validation.macro_ap"]));
        Assert.True(double.IsNegative(rows[1].Measurement.Values["validation.macro_ap"]));
        Assert.Equal(3, rows[1].Measurement.Seconds);
        Assert.Empty(await reader.ReadMeasurements(5, 3, (0, 0), 10, default));
    }

    [Fact]
    public async Task A_big_batch_is_appended_as_a_whole()
    {
        var (ledger, other) = await OpenTwice();
        await using var _ = ledger;
        await using var __ = other;
        var events = Enumerable.Range(1, 20_000).Select(n => Event(n)).ToList();
        var rows = Enumerable.Range(1, 20_000).Select(n => Row(1, 1, n, n)).ToList();

        await ledger.Append(1, events, rows, default);

        Assert.Equal(events, await ReadAll(other, 0));
        await using var reader = await OpenReader();
        Assert.Equal(20_000, (await reader.ReadMeasurements(4, 1, (0, 0), 30_000, default)).Count);
    }

    [Fact]
    public async Task A_gap_in_the_positions_is_found()
    {
        var (ledger, other) = await OpenTwice();
        await using var _ = ledger;
        await using var __ = other;
        await ledger.Append(1, [Event(1), Event(2), Event(3)], [], default);
        await Remove(2);

        Assert.Equal("the ledger lacks the event at position 2", (await Assert.ThrowsAsync<InvalidDataException>(() => ReadAll(other, 0))).Message);
    }

    [Fact]
    public async Task An_append_that_was_cancelled_is_no_success_and_the_next_one_may_follow()
    {
        var (ledger, other) = await OpenTwice();
        await using var _ = ledger;
        await using var __ = other;

        var refusal = await Assert.ThrowsAsync<LedgerException>(() => ledger.Append(1, [Event(1)], [], new CancellationToken(canceled: true)));

        Assert.Equal(LedgerTrouble.Unavailable, refusal.Kind);
        Assert.Empty(await ReadAll(other, 0));
        await ledger.Append(1, [Event(2)], [], default);
        Assert.Equal([Event(2)], await ReadAll(other, 0));
    }

    private protected static async Task<List<LedgerEvent>> ReadAll(ILedger ledger, long after)
    {
        var events = new List<LedgerEvent>();
        await foreach (var next in ledger.Read(after, default)) events.Add(next);
        return events;
    }

    /// <summary>Tries every position up to 100; what it got.</summary>
    private static async Task<List<(long Position, LedgerEvent Event)>> Compete(ILedger ledger, int who)
    {
        var won = new List<(long, LedgerEvent)>();
        for (var position = 1; position <= 100; position++)
        {
            var next = Event(position * 10 + who);
            try
            {
                await ledger.Append(position, [next], [], default);
                won.Add((position, next));
            }
            catch (LedgerException fenced) when (fenced.Kind == LedgerTrouble.Fenced)
            {
                // The other one has it.
            }
        }
        return won;
    }
}
