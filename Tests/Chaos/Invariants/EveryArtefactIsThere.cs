using System.Security.Cryptography;
using Coordinator.Deciding.Sweeps;
using Shared.Trials;

namespace Tests.Chaos.Invariants;

internal sealed class EveryArtefactIsThere : Invariant
{
    public override string Sentence => "every artefact that a sweep is to keep is there, and is what its address says: data, and what the best trials and the baseline left";

    public override async Task<Finding> Check(Aftermath play)
    {
        var violations = new List<string>();
        var (read, bytes) = (0, 0L);
        var addresses = play.Sweeps.SelectMany(Kept).Distinct().ToList();
        foreach (var address in addresses)
        {
            try
            {
                var content = await play.Stage.Client.Read(play.Stage.CoordinatorsAll[read % 2], $"v1/artefacts/{address}", 0);
                (read, bytes) = (read + 1, bytes + content.Length);
                if (Convert.ToHexStringLower(SHA256.HashData(content)) != address.ToString()) violations.Add($"{address} has other content");
            }
            catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
            {
                violations.Add($"{address} cannot be had: {error.Message}");
            }
        }
        return new Finding($"{read} artefacts of {bytes} bytes read", violations);

        IEnumerable<ArtefactAddress> Kept(SweepState sweep)
        {
            var completed = sweep.Trials.Where(trial => trial.Phase is TrialPhase.Completed).Select(trial => (trial.Number, Phase: (TrialPhase.Completed)trial.Phase)).ToList();
            var best = completed.Where(trial => trial.Number != 0).OrderBy(trial => sweep.Spec.Objective.ToCost(trial.Phase.Objective)).ThenBy(trial => trial.Number).Take(sweep.Budget.KeepWeights);
            var results = best.Concat(completed.Where(trial => trial.Number == 0)).SelectMany(trial => ((LedgerEvent.TrialCompleted)play.Events[(int)trial.Phase.Position - 1]).Artefacts.Values);
            return [sweep.Data, .. results];
        }
    }
}
