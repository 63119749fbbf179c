using System.Text.Json;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Coordinator.Http;

namespace Tests.Chaos.Invariants;

/// <summary>The active coordinator's memory, which was never read back, and the stand-by's, byte for byte.</summary>
internal sealed class FoldingAnewIsWhatCoordinatorsAnswer : Invariant
{
    private const int Page = 1000;

    public override string Sentence => "what both coordinators answer of every sweep and every trial is what folding the ledger anew gives, byte for byte";

    public override async Task<Finding> Check(Aftermath play)
    {
        var violations = new List<string>();
        var (answers, bytes, active) = (0, 0L, 0);
        foreach (var coordinator in play.Stage.CoordinatorsAll)
        {
            if (await play.Stage.Client.IsActive(coordinator)) active++;
            foreach (var sweep in play.Sweeps)
            {
                await Compare(coordinator, $"v1/sweeps/{sweep.Spec.Name}", JsonSerializer.SerializeToUtf8Bytes(SweepStatus.Of(SweepOutline.Of(sweep, TimeSpan.Zero), Result), ApiJson.Default.SweepStatus));
                for (var after = -1; after < sweep.Trials.Count - 1; after += Page)
                {
                    var trials = sweep.Trials.Skip(after + 1).Take(Page).Select(trial => TrialSummary.Of(sweep, trial, Result)).ToList();
                    var page = new TrialPage(trials, after + Page < sweep.Trials.Count - 1 ? trials[^1].Trial : null);
                    await Compare(coordinator, $"v1/sweeps/{sweep.Spec.Name}/trials?limit={Page}{(after < 0 ? "" : $"&after={after}")}", JsonSerializer.SerializeToUtf8Bytes(page, ApiJson.Default.TrialPage));
                }
            }
        }
        if (active != 1) violations.Add($"{active} coordinators say that they are the active one");
        return new Finding($"{answers} answers of {bytes} bytes at position {play.Events.Count}", violations);

        LedgerEvent.TrialCompleted Result(long position) => (LedgerEvent.TrialCompleted)play.Events[(int)position - 1];

        async Task Compare(StagedCoordinator coordinator, string path, byte[] folded)
        {
            try
            {
                var answer = await play.Stage.Client.Read(coordinator, path, play.Events.Count);
                answers++;
                bytes += answer.Length;
                if (!answer.AsSpan().SequenceEqual(folded)) violations.Add($"{coordinator.Name} answers another thing to {path} than the fold: {Difference(answer, folded)}");
            }
            catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
            {
                violations.Add($"{coordinator.Name} does not answer to {path}: {error.Message}");
            }
        }
    }

    private static string Difference(byte[] answer, byte[] folded)
    {
        var same = answer.AsSpan().CommonPrefixLength(folded);
        return $"...{Part(answer)} where the fold has ...{Part(folded)}";

        string Part(byte[] text)
        {
            var from = Math.Max(0, same - 60);
            return System.Text.Encoding.UTF8.GetString(text, from, Math.Min(160, text.Length - from));
        }
    }
}
