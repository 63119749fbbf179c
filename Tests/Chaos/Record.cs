using System.Globalization;
using System.Text.RegularExpressions;
using Shared.Trials;

namespace Tests.Chaos;

/// <summary>
/// What workers know of their own, apart from the ledger: each outcome that a coordinator acknowledged to them, and whether it said that it
/// counts. A worker that is killed right after may not have come to write it down, so that something may be missing; nothing is too much.
/// </summary>
internal sealed partial record Record(IReadOnlyList<AcknowledgedOutcome> Outcomes)
{
    public static Record Read(IEnumerable<StagedWorker> workers) => new(
    [
        .. from worker in workers
           from line in File.ReadLines(worker.Log)
           let match = Acknowledgement().Match(line)
           where match.Success
           select new AcknowledgedOutcome(
               worker.Name, SweepName.Parse(match.Groups["sweep"].Value), Number(match, "trial"), Number(match, "attempt"), match.Groups["result"].Value, match.Groups["counts"].Value == "True"),
    ]);

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\d{4}-\S+Z (dbug|info): sweeps-worker\[24\] slot \d+: (?<sweep>[a-z]+)/(?<trial>\d+) attempt (?<attempt>\d+) (?<result>completed|failed|handed back).* is acknowledged, counts: (?<counts>True|False)$")]
    private static partial Regex Acknowledgement();
}

/// <param name="Result">completed, failed or handed back.</param>
internal sealed record AcknowledgedOutcome(string Worker, SweepName Sweep, int Trial, int Attempt, string Result, bool Counts)
{
    public override string ToString() => $"{Sweep}/{Trial} attempt {Attempt} ({Result}, said {Worker})";
}
