using System.Globalization;
using Npgsql;

namespace Coordinator.Doctor;

/// <summary>How long a durable commit takes: whatever is acknowledged waits for one. Leaves nothing behind.</summary>
internal sealed class CommitCheck(NpgsqlDataSource source, TimeProvider time) : ICheck
{
    private const int Times = 9;

    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(100);

    public string Name => "commit";

    public async Task<Finding> Look(CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var settings = new NpgsqlCommand("SELECT string_agg(name || ' ' || setting, ', ') FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit') AND setting = 'off'", connection);
        if (await settings.ExecuteScalarAsync(cancellation) is string off)
            return new Finding(Name, Verdict.Wrong, $"the database acknowledges what is not on its disk: {off}", "set it on: what was acknowledged to workers may be lost with the machine");
        // A message that nobody decodes: it writes to the log and to no table.
        await using var emit = new NpgsqlCommand("SELECT pg_logical_emit_message(true, 'sweeps', 'doctor')", connection);
        var took = new List<TimeSpan>();
        for (var i = 0; i < Times; i++)
        {
            var begun = time.GetTimestamp();
            await emit.ExecuteNonQueryAsync(cancellation);
            took.Add(time.GetElapsedTime(begun));
        }
        took.Sort();
        var said = string.Create(CultureInfo.InvariantCulture, $"a commit takes {took[Times / 2].TotalMilliseconds:F1} ms from here, at most {took[^1].TotalMilliseconds:F1} ms of {Times}");
        return took[Times / 2] < Slow
            ? new Finding(Name, Verdict.Good, said)
            : new Finding(Name, Verdict.Warning, $"{said}; workers wait that long for every answer", "look at the database's disk and the way to it; coordinators belong near it");
    }
}
