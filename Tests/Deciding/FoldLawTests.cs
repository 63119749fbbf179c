using Coordinator.Deciding.Sweeps;
using Shared.Randomness;
using Shared.Trials;

namespace Tests.Deciding;

using static Tests.Deciding.Scenario;

/// <summary>Laws over thousands of random commands: what must hold whatever happens in whatever order.</summary>
public sealed class FoldLawTests
{
    [Fact]
    public void Folding_the_ledger_gives_the_state_that_was_live()
    {
        for (ulong seed = 0; seed < 40; seed++)
        {
            var scenario = RandomHistory(seed, 300);
            var folded = new FleetState();
            foreach (var past in scenario.Ledger)
            {
                var (type, body) = LedgerEventJson.Write(past);
                folded.Evolve(LedgerEventJson.Read(type, LedgerEventJson.Version, past.At, body));
            }
            Assert.Equal(StateText.Of(scenario.State), StateText.Of(folded));
        }
    }

    [Fact]
    public void Every_trial_has_one_outcome_at_most_and_one_live_attempt_at_most_and_none_is_lost()
    {
        for (ulong seed = 0; seed < 40; seed++)
        {
            var scenario = RandomHistory(seed, 300);
            var sweep = scenario.State.Sweep(Sweep)!;
            var outcomes = scenario.Ledger.OfType<LedgerEvent.TrialCompleted>().Select(e => e.Trial)
                .Concat(scenario.Ledger.OfType<LedgerEvent.AttemptFailed>().Where(e => e.Final).Select(e => e.Trial)).ToList();
            var retried = scenario.Ledger.OfType<LedgerEvent.TrialRetried>().Count();
            Assert.Equal(outcomes.Count - retried, sweep.Finished);
            Assert.All(outcomes.CountBy(trial => trial), trial => Assert.Equal(1, trial.Value - Math.Min(retried, trial.Value - 1)));
            Assert.All(scenario.Ledger.OfType<LedgerEvent.TrialCompleted>().CountBy(e => e.Trial), trial => Assert.Equal(1, trial.Value));
            Assert.Equal(sweep.Trials.Count, sweep.Finished + sweep.Running.Count + sweep.Waiting.Count);
            var live = scenario.State.Attempts.Keys.Where(scenario.State.IsLive).Select(token => scenario.State.Attempts[token].Trial).ToList();
            Assert.Equal(sweep.Running, live.Order());
        }
    }

    /// <summary>Workers claim, say things twice, late and wrongly, die and come back; coordinators change.</summary>
    private static Scenario RandomHistory(ulong seed, int steps)
    {
        var random = new SeededGenerator(seed, "history");
        var scenario = Launched(trials: 40);
        var tokens = new List<AttemptToken>();
        var claims = new long[3];
        var lives = new int[3];
        for (var step = 0; step < steps; step++)
        {
            scenario.Now += TimeSpan.FromSeconds(random.NextInt32(20) - 2);
            var worker = random.NextInt32(3);
            var life = new WorkerLife($"w{worker}", lives[worker].ToString());
            var token = tokens.Count > 0 ? tokens[random.NextInt32(tokens.Count)] : scenario.NextToken();
            switch (random.NextInt32(20))
            {
                case 0:
                    lives[worker]++;
                    scenario.When(new FleetCommand.Join(life with { Incarnation = lives[worker].ToString() }, 1, "cpu", scenario.Now));
                    break;
                case 1: scenario.When(new FleetCommand.Expire(token, scenario.Now)); break;
                case 2: scenario.When(new FleetCommand.TakeLeadership("there", scenario.Now)); break;
                case 3: scenario.Fail(token, (FailureKind)random.NextInt32(6)); break;
                case 4: scenario.When(new FleetCommand.Measure(token, [Measured(random.NextInt32(5) + 1, random.NextDouble())], scenario.Now)); break;
                case 5 or 6 or 7: scenario.Propose(random.NextInt32(2) == 0 ? "bce" : "mse"); break;
                case 8: scenario.Complete(token, random.NextDouble()); break;
                case 9: scenario.Finish(token, new Shared.Protocol.AttemptResult.HandedBack()); break;
                case 10: scenario.When(new FleetCommand.Pause(Sweep, scenario.Now)); break;
                case 11: scenario.When(new FleetCommand.Stop(Sweep, scenario.Now)); break;
                case 12 when random.NextInt32(4) == 0: scenario.When(new FleetCommand.Cancel(Sweep, scenario.Now)); break;
                case 13 or 14: scenario.When(new FleetCommand.Resume(Sweep, scenario.Now)); break;
                case 15: scenario.When(new FleetCommand.Retry(Sweep, random.NextInt32(40), scenario.Now)); break;
                case 16: scenario.When(random.NextInt32(2) == 0 ? new FleetCommand.Drain($"w{worker}", scenario.Now) : new FleetCommand.Expel(life, scenario.Now)); break;
                case 17: scenario.When(new FleetCommand.Measure(token, [], scenario.Now, new Shared.Protocol.Checkpoint(random.NextInt32(5) + 1, Data))); break;
                default:
                    var (decision, claimed) = scenario.Claim(random.NextInt32(4) == 0 ? claims[worker] : ++claims[worker], life);
                    if (decision.Events.OfType<LedgerEvent.AttemptStarted>().Any()) tokens.Add(claimed);
                    break;
            }
        }
        return scenario;
    }
}
