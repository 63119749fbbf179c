using System.Security.Cryptography;
using System.Text;
using Coordinator.Deciding.Sweeps;
using Shared.Trials;

namespace Tests.Chaos.Invariants;

/// <summary>So that nothing was mixed up on the way, nobody trained what nobody was granted, and no deed cost a trial its outcome.</summary>
internal sealed class EveryOutcomeIsWhatTheTrialWasToBring : Invariant
{
    public override string Sentence => "every outcome, objective and artefact is the one that follows from the trial's settings, also after a checkpoint";

    public override Task<Finding> Check(Aftermath play)
    {
        var violations = new List<string>();
        var lost = 0;
        var outcomes = 0;
        foreach (var sweep in play.Sweeps)
        {
            foreach (var trial in sweep.Trials)
            {
                var (name, fate) = ($"{sweep.Spec.Name}/{trial.Number}", Fate.Of(sweep, trial));
                switch (trial.Phase)
                {
                    case TrialPhase.Completed completed:
                        outcomes++;
                        var stored = (LedgerEvent.TrialCompleted)play.Events[(int)completed.Position - 1];
                        if (fate.Failure is { } failure) violations.Add($"{name} completed, and was to fail ({failure})");
                        else if (!completed.Objective.Equals(fate.Objective)) violations.Add($"{name} has the objective {completed.Objective}, and was to have {fate.Objective}");
                        else if (!stored.Artefacts.TryGetValue("weights", out var address)) violations.Add($"{name} has no artefact");
                        else if (address != Address(fate.Weights)) violations.Add($"{name} has another artefact than it was to have");
                        break;
                    case TrialPhase.Failed { Kind: FailureKind.Lost } when trial.Lost >= RetryRule.MostLost:
                        outcomes++;
                        lost++;
                        break;
                    case TrialPhase.Failed failed when failed.Kind != fate.Failure:
                        violations.Add($"{name} failed ({failed.Kind}: {failed.Message}), and was to {(fate.Failure is { } other ? $"fail ({other})" : "complete")}");
                        break;
                    case TrialPhase.Failed:
                        outcomes++;
                        break;
                }
            }
        }
        var resumed = play.Stage.WorkersAll.Sum(worker => File.ReadLines(worker.Log).Count(line => line.Contains("goes on after epoch", StringComparison.Ordinal)));
        return Finding.Of($"{outcomes} outcomes as they were to be, {lost} lost {RetryRule.MostLost} times; {resumed} attempts went on from a checkpoint", violations);
    }

    private static ArtefactAddress Address(string content) => ArtefactAddress.Parse(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content))));
}
