using System.Collections.Immutable;
using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;
using Shared.Protocol;
using Shared.Randomness;
using Shared.Space;
using Shared.Spec;
using Shared.Trials;
using Tests.Search.Surrogates;

namespace Benchmarks;

/// <summary>A ledger in SQLite with one sweep, <c>analysed</c>, of as many completed trials as one likes: each of five epochs, with sixty measures.</summary>
internal static class FilledLedger
{
    private const int Epochs = 5, Measures = 60;

    /// <returns>The state that its events come to.</returns>
    public static async Task<FleetState> Write(string path, Surrogate surrogate, int trials)
    {
        var spec = ((SpecReading.Accepted)SpecReader.Read($$"""
            name: analysed
            objective: validation.macro_ap
            trials: {{trials}}
            data: { format: debtags }
            search: { loss: bce }
            """)).Spec with
        { Space = surrogate.Space, Baselines = [] };
        var worker = new WorkerLife("filler", "1");
        var (state, events, at) = (new FleetState(), new List<LedgerEvent>(), DateTimeOffset.UnixEpoch);
        Take(new FleetCommand.TakeLeadership("filler", at));
        Take(new FleetCommand.Launch(spec, "filled", ArtefactAddress.Parse(new string('d', 64)), at));
        Take(new FleetCommand.Join(worker, 1, "cpu", at));
        var random = new SeededGenerator(1, "fill");
        for (var trial = 0; trial < trials; trial++)
        {
            at += TimeSpan.FromSeconds(5);
            var token = AttemptToken.Parse(trial.ToString("x32"));
            var assignment = Draw(surrogate.Space, random);
            Take(new FleetCommand.Propose(spec.Name, trial, assignment, "filler/1", state.Position, at));
            Take(new FleetCommand.Claim(worker, 0, trial + 1, token, at));
            var values = Enumerable.Range(0, Measures).ToDictionary(i => $"test.measure_{i}", _ => random.NextDouble());
            values["validation.macro_ap"] = -surrogate.Observe(assignment, 1, trial);
            for (var epoch = 1; epoch <= Epochs; epoch++) Take(new FleetCommand.Measure(token, [new Measurement(epoch, epoch, values)], at));
            Take(new FleetCommand.Finish(token, [], new AttemptResult.Completed(Epochs, random.NextDouble() * 10, values, ImmutableDictionary<string, ArtefactAddress>.Empty), at));
        }
        await using var ledger = SqliteLedger.Open(path);
        await ledger.Append(1, events, [], default);
        return state;

        void Take(FleetCommand command)
        {
            var decision = Decider.Decide(state, command);
            if (decision.Rejection is { } rejection) throw new InvalidOperationException(rejection.Message);
            foreach (var next in decision.Events) state.Evolve(next);
            events.AddRange(decision.Events);
        }
    }

    private static Assignment Draw(SearchSpace space, SeededGenerator random)
    {
        while (true)
        {
            var assignment = space.FromUnit([.. space.Parameters.Select(_ => random.NextDouble())]);
            if (!space.Forbids(assignment)) return assignment;
        }
    }
}
