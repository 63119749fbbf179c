using Coordinator.Logs;
using Shared.Protocol;

namespace Tests.Logs;

/// <summary>What every table of logs keeps.</summary>
public abstract class LogTableContract
{
    private static readonly LogPlace Place = new(Sweep: 4, Trial: 0, Attempt: 1);

    private protected abstract Task<ILogTable> Open();

    [Fact]
    public async Task A_line_is_kept_once_as_it_was_said_first()
    {
        await using var table = await Open();
        Assert.Equal(4, await Add(table, Place, (1, "one")));
        Assert.Equal(6, await Add(table, Place, (1, "other"), (2, "zwö"), (2, "again")) + 1);

        Assert.Equal([new LogRow(1, 1, "one"), new LogRow(1, 2, "zwö")], await table.Read(4, 0, null, (0, 0), 10, default));
        Assert.Equal(9, await table.Size(4, default));
    }

    [Fact]
    public async Task Lines_are_read_by_trial_attempt_and_place()
    {
        await using var table = await Open();
        foreach (var place in new[] { Place with { Attempt = 2 }, Place, Place with { Trial = 1 }, Place with { Sweep = 5 } }) await Add(table, place, (2, "b"), (1, "a"));

        Assert.Equal([(1, 1), (1, 2), (2, 1), (2, 2)], Places(await table.Read(4, 0, null, (0, 0), 10, default)));
        Assert.Equal([(1, 2), (2, 1)], Places(await table.Read(4, 0, null, (1, 1), 2, default)));
        Assert.Equal([(2, 1), (2, 2)], Places(await table.Read(4, 0, 2, (1, 1), 10, default)));
    }

    [Fact]
    public async Task An_attempt_that_has_enough_gets_no_more()
    {
        await using var table = await Open();
        Assert.Equal(12, await table.Add(Place, [new LogLine(1, "0123456789"), new LogLine(2, "")], 10, default));
        Assert.Equal(0, await table.Add(Place, [new LogLine(3, "more")], 12, default));
        Assert.Equal(2, await table.Add(Place with { Attempt = 2 }, [new LogLine(1, "x")], 12, default));
    }

    [Fact]
    public async Task Lines_of_sweeps_that_are_gone_are_deleted_and_of_later_ones_not()
    {
        await using var table = await Open();
        foreach (var sweep in new long[] { 4, 5, 6, 9 }) await Add(table, Place with { Sweep = sweep }, (1, "x"));

        await table.DeleteOthers([5], until: 8, default);

        var sizes = new List<long>();
        foreach (var sweep in new long[] { 4, 5, 6, 9 }) sizes.Add(await table.Size(sweep, default));
        Assert.Equal([0, 2, 0, 2], sizes);
    }

    private static Task<long> Add(ILogTable table, LogPlace place, params (int Sequence, string Text)[] lines) =>
        table.Add(place, [.. lines.Select(line => new LogLine(line.Sequence, line.Text))], 1000, default);

    private static IEnumerable<(int, int)> Places(IEnumerable<LogRow> rows) => rows.Select(row => (row.Attempt, row.Sequence));
}
