using System.Globalization;
using System.Text.RegularExpressions;
using Coordinator.Deciding.Sweeps;

namespace Tests.Chaos.Invariants;

/// <summary>What coordinators said of themselves in their logs, held against the ledger.</summary>
internal sealed partial class EachEpochHadOneLeader : Invariant
{
    public override string Sentence => "epochs follow one another in the ledger, and each was led by one coordinator, from the position that it says";

    public override Task<Finding> Check(Aftermath play)
    {
        var violations = new List<string>();
        var taken = play.Events.Index().Where(next => next.Item is LedgerEvent.LeadershipTaken).Select(next => (Position: next.Index + 1L, ((LedgerEvent.LeadershipTaken)next.Item).Epoch)).ToList();
        violations.AddRange(taken.Index().Where(next => next.Item.Epoch != next.Index + 1).Select(next => $"at position {next.Item.Position} epoch {next.Item.Epoch} begins as number {next.Index + 1}"));
        var said = new Dictionary<long, string>();
        foreach (var coordinator in play.Stage.CoordinatorsAll)
        {
            foreach (var match in File.ReadLines(coordinator.Log).SelectMany(line => Leads().Matches(line)))
            {
                var (position, epoch) = (Number(match, "position"), Number(match, "epoch"));
                if (!taken.Contains((position, epoch))) violations.Add($"{coordinator.Name} says that it led in epoch {epoch} from position {position} on, which the ledger does not");
                if (!said.TryAdd(epoch, coordinator.Name)) violations.Add($"{coordinator.Name} and {said[epoch]} both say that they led in epoch {epoch}");
            }
        }
        return Finding.Of($"{taken.Count} epochs, {said.Count} of which somebody came to lead in", violations);
    }

    private static long Number(Match match, string group) => long.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"leads from position (?<position>\d+) on, in epoch (?<epoch>\d+),")]
    private static partial Regex Leads();
}
