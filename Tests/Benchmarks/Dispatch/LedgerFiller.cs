using System.Collections.Immutable;
using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;
using Shared.Protocol;
using Shared.Randomness;
using Shared.Spec;
using Shared.Trials;

namespace Benchmarks.Dispatch;

/// <summary>Fills a ledger with what a big sweep leaves: every event decided by the real decider, eight for each trial.</summary>
internal static class LedgerFiller
{
    private const int Epochs = 5, BatchSize = 5_000;
    private static readonly WorkerLife Worker = new("filler", "1");

    /// <returns>How many events there are then.</returns>
    public static async Task<long> Fill(ILedger ledger, SweepSpec spec, int trials)
    {
        var state = new FleetState();
        var batch = new List<LedgerEvent>();
        var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var sampler = new InstantSampler();
        await Take(new FleetCommand.TakeLeadership("filler", at));
        await Take(new FleetCommand.Launch(spec, "filled", ArtefactAddress.Parse(new string('d', 64)), at));
        await Take(new FleetCommand.Join(Worker, 1, "cpu", at));
        for (var trial = 0; trial < trials; trial++)
        {
            at += TimeSpan.FromMilliseconds(10);
            var proposal = (Coordinator.Deciding.Search.Proposal.Next)sampler.Propose(spec.Space, Coordinator.Deciding.Search.History.Empty, new SeededGenerator(1, "fill", trial.ToString()));
            await Take(new FleetCommand.Propose(spec.Name, state.Sweep(spec.Name)!.Trials.Count, proposal.Assignment, sampler.Identity, state.Position, at));
            var token = AttemptToken.Parse(trial.ToString("x32"));
            await Take(new FleetCommand.Claim(Worker, 0, trial + 1, token, at));
            var values = new Dictionary<string, double> { ["validation.macro_ap"] = 0.3 + trial * 1e-7, ["test.macro_ap"] = 0.29, ["validation.micro_ap"] = 0.6 };
            for (var epoch = 1; epoch <= Epochs; epoch++) await Take(new FleetCommand.Measure(token, [new Measurement(epoch, epoch, values)], at));
            await Take(new FleetCommand.Finish(token, [], new AttemptResult.Completed(Epochs, Epochs, values, ImmutableDictionary<string, ArtefactAddress>.Empty), at));
        }
        if (batch.Count > 0) await ledger.Append(state.Position - batch.Count + 1, batch, [], default);
        return state.Position;

        async Task Take(FleetCommand command)
        {
            var decision = Decider.Decide(state, command);
            if (decision.Rejection is { } rejection) throw new InvalidOperationException(rejection.Message);
            foreach (var next in decision.Events) state.Evolve(next);
            batch.AddRange(decision.Events);
            if (batch.Count < BatchSize) return;
            await ledger.Append(state.Position - batch.Count + 1, batch, [], default);
            batch.Clear();
        }
    }
}
