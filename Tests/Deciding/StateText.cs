using System.Text;
using Coordinator.Deciding.Sweeps;

namespace Tests.Deciding;

/// <summary>Everything a state holds, in lines that can be compared and read.</summary>
internal static class StateText
{
    public static string Of(FleetState state)
    {
        var text = new StringBuilder();
        text.AppendLine($"{state.Position} {state.Epoch} {state.LastAt:O}");
        foreach (var sweep in state.Sweeps.Values)
        {
            text.AppendLine($"{sweep.Spec.Name} {sweep.LaunchedAt} {sweep.TimeUsed} {sweep.Completed} {sweep.Failed} {sweep.Best} {sweep.Ended} {sweep.UserErrors}");
            foreach (var trial in sweep.Trials) text.AppendLine($"{trial.Number} {trial.Assignment} {trial.Attempts} {trial.Lost} {trial.Crashed} {trial.Phase}");
        }
        foreach (var worker in state.Workers.Values) text.AppendLine($"{worker.Life} {string.Join(' ', worker.Claims)}");
        foreach (var (token, attempt) in state.Attempts) text.AppendLine($"{token} {attempt.Trial} {attempt.Attempt} {attempt.IsDelivered} {attempt.HasLateResult}");
        return text.ToString();
    }
}
