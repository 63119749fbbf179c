using System.Collections.Immutable;
using Coordinator.Deciding.Search;
using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;
using Shared.Randomness;
using Shared.Trials;

namespace Coordinator.Running;

/// <summary>
/// Keeps a few proposed trials waiting for every active sweep, so that a claim never waits for a model to be fitted.
/// Samplers run off the writer's loop, one proposal a sweep at a time; what they answer comes back as a command, and is
/// refused if the sweep has moved on.
/// </summary>
internal sealed class Proposer(Func<Shared.Spec.SweepSpec, ISampler> samplers, ReignLog log, TimeProvider time) : IReignObserver
{
    /// <summary>Sweeps that a proposal is being made for. Read and changed inside the writer's loop alone.</summary>
    private readonly HashSet<SweepName> busy = [];

    private readonly TaskCompletionSource<Reign> reign = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource<Exception> failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a sampler threw: its sweep gets no further proposals, since the same question would fail again.</summary>
    public Task<Exception> Failed => failed.Task;

    /// <summary>Gives the proposer its reign, once that has begun.</summary>
    public Task Serve(Reign begun)
    {
        reign.SetResult(begun);
        return begun.Read(state =>
        {
            Consider(state);
            return 0;
        });
    }

    void IReignObserver.Remember(LedgerEvent past) { }

    void IReignObserver.Begin(FleetState state) { }

    void IReignObserver.Appended(FleetState state, IReadOnlyList<LedgerEvent> events)
    {
        if (events.Any(next => next is not LedgerEvent.AttemptMeasured)) Consider(state);
    }

    private void Consider(FleetState state)
    {
        foreach (var (name, sweep) in state.Sweeps)
            if (IsShort(state, sweep) && busy.Add(name)) _ = Task.Run(() => Propose(name));
    }

    /// <summary>The fresher a proposal, the more it knows: half of the slots' number ahead, and at least one.</summary>
    private static bool IsShort(FleetState state, SweepState sweep) =>
        sweep.WantsProposal && sweep.Waiting.Count < Math.Max(1, state.Workers.Values.Sum(worker => worker.Slots) / 2);

    private async Task Propose(SweepName name)
    {
        var current = await reign.Task;
        var trial = -1;
        try
        {
            while (await current.Read(state => Ask(state, name)) is { } question)
            {
                trial = question.Trial;
                var random = new SeededGenerator(question.Sweep.Spec.Seed, "propose", trial.ToString());
                var proposal = samplers(question.Sweep.Spec with { Budget = question.Sweep.Budget }).Propose(question.Sweep.Spec.Space, question.History, random);
                FleetCommand answer = proposal switch
                {
                    Proposal.Next next => new FleetCommand.Propose(name, trial, next.Assignment, next.Sampler, question.Position, time.GetUtcNow()),
                    Proposal.SpaceExhausted => new FleetCommand.ExhaustSpace(name, trial, time.GetUtcNow()),
                    _ => throw new InvalidOperationException($"no rule for a proposal of type {proposal.GetType().Name}"),
                };
                var refused = (await current.Submit(answer, state => state.Position)).Rejection is not null;
                if (refused && await current.Read(_ => busy.Remove(name))) return;
            }
        }
        catch (LedgerException)
        {
            // The reign is over; the next one asks again.
        }
        catch (Exception error)
        {
            log.SamplerFailed(name.ToString(), trial, error);
            failed.TrySetResult(error);
        }
    }

    /// <summary>What to ask the sampler, or null where enough is waiting; then, in the same turn of the loop, the sweep is no longer busy.</summary>
    private Question? Ask(FleetState state, SweepName name)
    {
        if (state.Sweep(name) is { } sweep && IsShort(state, sweep))
            return new Question(sweep, sweep.Trials.Count, Remember(sweep), state.Position);
        busy.Remove(name);
        return null;
    }

    private static History Remember(SweepState sweep)
    {
        var trials = ImmutableArray.CreateBuilder<PastTrial>(sweep.Trials.Count);
        foreach (var trial in sweep.Trials)
        {
            PastState past = trial.Phase switch
            {
                TrialPhase.Completed completed => new PastState.Finished(sweep.Spec.Objective.ToCost(completed.Objective)),
                TrialPhase.Failed failed => new PastState.Failed(failed.Kind),
                TrialPhase.Waiting or TrialPhase.Running => new PastState.Running(),
                _ => throw new InvalidOperationException($"no rule remembers {trial.Phase.GetType().Name}"),
            };
            trials.Add(new PastTrial(trial.Number, trial.Assignment, past));
        }
        return new History(trials.MoveToImmutable());
    }

    private sealed record Question(SweepState Sweep, int Trial, History History, long Position);
}
