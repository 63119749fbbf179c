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
            // What came with later versions is told only where it is there, so that the states of older ledgers read as they did.
            if (sweep.IsPaused || sweep.IsStopping) text.AppendLine($"paused {sweep.IsPaused}, stopping {sweep.IsStopping}");
            foreach (var trial in sweep.Trials.Where(trial => trial.HasSmallerBatch || trial.Checkpoint is not null)) text.AppendLine($"{trial.Number} smaller {trial.HasSmallerBatch}, {trial.Checkpoint}");
            foreach (var trial in sweep.Trials) text.AppendLine($"{trial.Number} {trial.Assignment} {trial.Attempts} {trial.Lost} {trial.Crashed} {trial.Phase}");
        }
        foreach (var worker in state.Workers.Values) text.AppendLine($"{worker.Life} {string.Join(' ', worker.Claims)}");
        foreach (var worker in state.Workers.Values.Where(worker => worker.IsDraining || !worker.Labels.IsEmpty)) text.AppendLine($"{worker.Life} draining {worker.IsDraining}, {worker.Labels}");
        foreach (var (name, health) in state.Health) text.AppendLine($"{name} {health.Failures} {health.TimesAside} {health.Aside}");
        foreach (var token in state.Tokens.Values) text.AppendLine($"{token}");
        foreach (var (key, launch) in state.Launches) text.AppendLine($"{key} {launch}");
        foreach (var (token, attempt) in state.Attempts) text.AppendLine($"{token} {attempt.Trial} {attempt.Attempt} {attempt.IsDelivered} {attempt.HasLateResult}");
        return text.ToString();
    }
}
