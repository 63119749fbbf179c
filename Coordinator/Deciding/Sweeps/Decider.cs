using Coordinator.Deciding.Access;

namespace Coordinator.Deciding.Sweeps;

/// <summary>
/// What follows from a command in a state: events, or a rejection. No clock, randomness, I/O or logging in here or below,
/// so that the same ledger means the same thing everywhere.
/// </summary>
public static class Decider
{
    public static Decision Decide(FleetState state, FleetCommand command) => command switch
    {
        FleetCommand.TakeLeadership c => Decision.Of(new LedgerEvent.LeadershipTaken(state.Epoch + 1, c.Host) { At = c.At }),
        FleetCommand.Launch c => SweepRules.Launch(state, c),
        FleetCommand.SetAside c => SweepRules.SetAside(state, c),
        FleetCommand.Delete c => SweepRules.Delete(state, c),
        FleetCommand.Pause c => LifeRules.Pause(state, c),
        FleetCommand.Resume c => LifeRules.Resume(state, c),
        FleetCommand.Stop c => LifeRules.Stop(state, c),
        FleetCommand.Cancel c => LifeRules.Cancel(state, c),
        FleetCommand.Change c => SweepRules.Change(state, c),
        FleetCommand.Retry c => TrialRules.Retry(state, c),
        FleetCommand.Enqueue c => TrialRules.Enqueue(state, c),
        FleetCommand.Propose c => TrialRules.Propose(state, c),
        FleetCommand.ExhaustSpace c => TrialRules.ExhaustSpace(state, c),
        FleetCommand.Tick c => SweepRules.Tick(state, c),
        FleetCommand.Join c => WorkerRules.Join(state, c),
        FleetCommand.Leave c => WorkerRules.Leave(state, c),
        FleetCommand.Drain c => WorkerRules.Drain(state, c),
        FleetCommand.Expel c => WorkerRules.Expel(state, c),
        FleetCommand.CreateToken c => AccessRules.Create(state, c),
        FleetCommand.RevokeToken c => AccessRules.Revoke(state, c),
        FleetCommand.Claim c => AttemptRules.Claim(state, c),
        FleetCommand.Measure c => AttemptRules.Measure(state, c),
        FleetCommand.Finish c => AttemptRules.Finish(state, c),
        FleetCommand.Expire c => AttemptRules.Expire(state, c),
        _ => throw new InvalidOperationException($"no rule decides {command.GetType().Name}"),
    };
}
