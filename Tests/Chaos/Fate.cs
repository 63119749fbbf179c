using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Coordinator.Deciding.Sweeps;
using Shared.Protocol;
using Shared.Spec;
using Shared.Trials;

namespace Tests.Chaos;

/// <summary>What must come of a trial, by the rules of <see cref="ChaosTrainer"/>: a failure of a kind, or an objective and the content of an artefact.</summary>
/// <param name="Failure">null: it completes.</param>
internal sealed record Fate(FailureKind? Failure, double Objective, string Weights)
{
    /// <summary>Of the trial as it was trained last.</summary>
    public static Fate Of(SweepState sweep, TrialState trial)
    {
        var name = new TrialId(sweep.Spec.Name, trial.Number).ToString();
        var fate = Hash($"{name} {SettingsText(SettingsResolver.Resolve(sweep.Spec, trial.Trained))}");
        FailureKind? failure = Byte(fate, 0) switch
        {
            < 6 => FailureKind.Crashed,
            < 14 => FailureKind.Diverged,
            < 24 => FailureKind.OutOfMemory,
            < 30 => FailureKind.UserError,
            < 34 => FailureKind.TimedOut,
            _ => null,
        };
        var state = fate;
        if (IsChain(sweep.Spec.Name))
        {
            var epochs = (Byte(fate, 1) & 3) + 9;
            for (var epoch = 0; epoch < epochs; epoch++) state = Hash(state);
        }
        var objective = double.Parse($"0.{int.Parse(state[6..10], NumberStyles.HexNumber):D5}", CultureInfo.InvariantCulture);
        return new Fate(failure, objective, $"{name} {state}\n");
    }

    public static bool IsChain(SweepName sweep) => sweep.ToString() == "chain";

    /// <summary>The settings as the trainer reads them.</summary>
    private static string SettingsText(TrialSettings settings)
    {
        var request = JsonSerializer.Serialize(new TrainRequest(1, "", 0, 0, settings, "", ""), ProtocolJson.Default.TrainerRequest);
        var from = request.IndexOf("\"settings\":", StringComparison.Ordinal) + "\"settings\":".Length;
        return request[from..request.IndexOf(",\"data\":", from, StringComparison.Ordinal)];
    }

    private static int Byte(string fate, int index) => int.Parse(fate.AsSpan(2 * index, 2), NumberStyles.HexNumber);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
