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

    /// <summary>What samplers are told of each sweep that one was asked for, kept up to date: at a hundred thousand trials it is not made anew for each proposal. Of the loop as well.</summary>
    private readonly Dictionary<SweepName, History> memories = [];

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
        foreach (var next in events) Observe(state, next);
        if (events.Any(next => next is not LedgerEvent.AttemptMeasured)) Consider(state);
    }

    private void Observe(FleetState state, LedgerEvent next)
    {
        switch (next)
        {
            case LedgerEvent.TrialCompleted e: Recall(e.Sweep, e.Trial); break;
            case LedgerEvent.AttemptFailed e: Recall(e.Sweep, e.Trial); break;
            case LedgerEvent.TrialRetried e: Recall(e.Sweep, e.Trial); break;
            case LedgerEvent.SweepDeleted e: memories.Remove(e.Sweep); break;
        }

        void Recall(SweepName name, int trial)
        {
            if (state.Sweep(name) is { } sweep && memories.TryGetValue(name, out var memory) && trial < memory.Trials.Count && trial < sweep.Trials.Count) memories[name] = memory.With(Past(sweep, sweep[trial]));
        }
    }

    private void Consider(FleetState state)
    {
        foreach (var (name, sweep) in state.Sweeps)
            if (IsShort(state, sweep) && busy.Add(name)) _ = Task.Run(() => Propose(name));
    }

    /// <summary>The fresher a proposal, the more it knows: half of the slots' number ahead, and at least one.</summary>
    private static bool IsShort(FleetState state, SweepState sweep) => Shortage(state, sweep) > 0;

    private static int Shortage(FleetState state, SweepState sweep)
    {
        if (!sweep.WantsProposal) return 0;
        var ahead = Math.Max(1, state.SlotsFor(sweep) / 2) - sweep.Waiting.Count;
        return sweep.Budget.Trials is { } most ? Math.Min(ahead, most - sweep.Trials.Count) : ahead;
    }

    private async Task Propose(SweepName name)
    {
        var current = await reign.Task;
        // A proposal is the beginning of a trace, whoever's event asked for it.
        System.Diagnostics.Activity.Current = null;
        var trial = -1;
        try
        {
            while (await current.Read(state => Ask(state, name)) is { } question)
            {
                // All are submitted before any is awaited, so that they are decided in one batch and cost one append.
                var submitted = new List<Task<Answer<long>>>();
                var history = question.History;
                for (trial = question.Trial; trial < question.Trial + question.Wanted; trial++)
                {
                    var random = new SeededGenerator(question.Spec.Seed, "propose", trial.ToString());
                    using var span = current.Traces.Propose(name, trial);
                    var proposal = samplers(question.Spec).Propose(question.Spec.Space, history, random);
                    submitted.Add(current.Submit(Answer(name, trial, proposal, question.Position), state => state.Position));
                    if (proposal is not Proposal.Next { Assignment: var assignment }) break;
                    history = history.With(new PastTrial(trial, assignment, new PastState.Running()));
                }
                var refusal = (await Task.WhenAll(submitted)).Select(answer => answer.Rejection).FirstOrDefault(rejection => rejection is not null);
                if (refusal is Rejection.IllegalProposal) throw new InvalidOperationException(refusal.Message);
                if (refusal is not null && !await current.Read(state => AsksAgain(state, name, question))) return;
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

    private FleetCommand Answer(SweepName name, int trial, Proposal proposal, long basedOn) => proposal switch
    {
        Proposal.Next next => new FleetCommand.Propose(name, trial, next.Assignment, next.Sampler, basedOn, time.GetUtcNow()),
        Proposal.SpaceExhausted => new FleetCommand.ExhaustSpace(name, trial, time.GetUtcNow()),
        _ => throw new InvalidOperationException($"no rule for a proposal of type {proposal.GetType().Name}"),
    };

    /// <summary>
    /// After a refusal: whether anything has happened since the question, so that the answer may be another. If not, the sweep
    /// is no longer busy, in the same turn of the loop, and the next event asks.
    /// </summary>
    private bool AsksAgain(FleetState state, SweepName name, Question question)
    {
        if (state.Position != question.Position) return true;
        busy.Remove(name);
        return false;
    }

    /// <summary>What to ask the sampler, or null where enough is waiting; then, in the same turn of the loop, the sweep is no longer busy.</summary>
    private Question? Ask(FleetState state, SweepName name)
    {
        if (state.Sweep(name) is { } sweep && IsShort(state, sweep))
            return new Question(sweep.Spec with { Budget = sweep.Budget }, sweep.Trials.Count, Shortage(state, sweep), Remember(sweep), state.Position);
        busy.Remove(name);
        return null;
    }

    private History Remember(SweepState sweep)
    {
        var memory = memories.TryGetValue(sweep.Spec.Name, out var known) ? known : new History([.. sweep.Trials.Select(trial => Past(sweep, trial))]);
        for (var number = memory.Trials.Count; number < sweep.Trials.Count; number++) memory = memory.With(Past(sweep, sweep[number]));
        return memories[sweep.Spec.Name] = memory;
    }

    /// <summary>What ran out of memory as it was proposed and now runs with a smaller batch stays infeasible as it was proposed.</summary>
    private static PastTrial Past(SweepState sweep, TrialState trial) => new(trial.Number, trial.Assignment, trial switch
    {
        { HasSmallerBatch: true } => new PastState.Failed(FailureKind.OutOfMemory),
        { Phase: TrialPhase.Completed completed } => new PastState.Finished(sweep.Spec.Objective.ToCost(completed.Objective)),
        { Phase: TrialPhase.Failed failed } => new PastState.Failed(failed.Kind),
        { Phase: TrialPhase.Waiting or TrialPhase.Running } => new PastState.Running(),
        _ => throw new InvalidOperationException($"no rule remembers {trial.Phase.GetType().Name}"),
    });

    /// <param name="Trial">Number of the next trial.</param>
    /// <param name="Wanted">How many are to be proposed.</param>
    private sealed record Question(Shared.Spec.SweepSpec Spec, int Trial, int Wanted, History History, long Position);
}
