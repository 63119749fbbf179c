using System.Collections.Concurrent;
using Coordinator.Deciding.Sweeps;
using Shared.Protocol;

namespace Coordinator.Logs;

/// <summary>
/// What trials print, attempt by attempt. It decides nothing and is in no state: a line more or less changes no sweep. What is kept is limited, for an
/// attempt and for a sweep, whatever workers send.
/// </summary>
internal sealed class TrialLogs(ILogTable table)
{
    /// <summary>A worker ends an attempt's log itself at a MiB; with what it says about that, it has a little more.</summary>
    public const long MostOfAttempt = (1 << 20) + (1 << 10);

    public const long MostOfSweep = 64 << 20;

    /// <summary>The bytes of each sweep that anything was kept of since this coordinator started.</summary>
    private readonly ConcurrentDictionary<long, long> sizes = [];

    public ILogTable Table => table;

    /// <summary>Keeps the lines that are not kept yet; a line said twice is one.</summary>
    /// <returns>False: the sweep's logs are full, and the last line of this one says so.</returns>
    public async Task<bool> Keep(LogPlace place, IReadOnlyList<LogLine> lines, CancellationToken cancellation)
    {
        if (lines.Count == 0) return true;
        if (!sizes.TryGetValue(place.Sweep, out var size)) size = sizes.GetOrAdd(place.Sweep, await table.Size(place.Sweep, cancellation));
        var isFull = size >= MostOfSweep;
        var kept = isFull ? [new LogLine(lines[0].Sequence, $"[the log ends here: those of the sweep have reached {MostOfSweep >> 20} MiB]")] : lines;
        var added = await table.Add(place, kept, MostOfAttempt, cancellation);
        sizes.AddOrUpdate(place.Sweep, size + added, (_, before) => before + added);
        return !isFull;
    }

    /// <summary>Deletes whatever sweeps left that are gone.</summary>
    public Task Clear(LiveSweeps live, CancellationToken cancellation) => table.DeleteOthers(live.Launches, live.Position, cancellation);
}

/// <summary>The sweeps there are.</summary>
/// <param name="Launches">Positions of their launches.</param>
/// <param name="Position">What this is as of: a sweep that was launched later is none of them, and there.</param>
internal sealed record LiveSweeps(IReadOnlyList<long> Launches, long Position)
{
    public static LiveSweeps Of(FleetState state) => new([.. state.Sweeps.Values.Select(sweep => sweep.LaunchedAt)], state.Position);
}
