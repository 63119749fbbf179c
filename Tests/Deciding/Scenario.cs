using System.Collections.Immutable;
using Coordinator.Deciding.Sweeps;
using Shared.Protocol;
using Shared.Space;
using Shared.Spec;
using Shared.Trials;

namespace Tests.Deciding;

/// <summary>A ledger in the making: commands are decided and evolved one after the other, under one clock that tests move.</summary>
internal sealed class Scenario
{
    public static readonly SweepName Sweep = SweepName.Parse("rare");
    public static readonly ArtefactAddress Data = ArtefactAddress.Parse(new string('d', 64));
    public static readonly WorkerLife Ada = new("ada", "1");

    private int tokens;

    public FleetState State { get; } = new();

    public List<LedgerEvent> Ledger { get; } = [];

    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A scenario in which a sweep of so many trials is launched and one worker of one slot has joined.</summary>
    public static Scenario Launched(int? trials = 3, TimeSpan? time = null, int? maxFailures = null, int? parallel = null)
    {
        var scenario = new Scenario();
        scenario.When(new FleetCommand.TakeLeadership("here", scenario.Now));
        scenario.When(new FleetCommand.Launch(Spec(trials, time, maxFailures, parallel), "text", Data, scenario.Now));
        scenario.When(new FleetCommand.Join(Ada, 1, "cpu", scenario.Now));
        return scenario;
    }

    public static SweepSpec Spec(int? trials = 3, TimeSpan? time = null, int? maxFailures = null, int? parallel = null) => new(
        Sweep,
        new Objective("validation.macro_ap", true),
        new Budget(trials, time, null, parallel, maxFailures, 5, 0),
        1,
        new DataSpec("debtags", null, null, 1, null, null, null, null, 0.2, 0.2, null, [], []),
        new SearchSpace([new Parameter("loss", new Domain.Choice([new ParameterValue.Text("bce"), new ParameterValue.Text("mse")]), null)], []),
        [new Baseline("baseline", Choose("bce"), null)]);

    public static Assignment Choose(string loss) => new([KeyValuePair.Create<string, ParameterValue>("loss", new ParameterValue.Text(loss))]);

    public AttemptToken NextToken() => AttemptToken.Parse((++tokens).ToString("x32"));

    public Decision When(FleetCommand command)
    {
        var decision = Decider.Decide(State, command);
        foreach (var next in decision.Events)
        {
            State.Evolve(next);
            Ledger.Add(next);
        }
        return decision;
    }

    public Decision Propose(string loss = "mse")
    {
        var trial = State.Sweep(Sweep)!.Trials.Count;
        return When(new FleetCommand.Propose(Sweep, trial, Choose(loss), "tpe/1", State.Position, Now));
    }

    /// <summary>Claims for a slot; the token counts only if an attempt starts.</summary>
    public (Decision Decision, AttemptToken Token) Claim(long number, WorkerLife? worker = null, int slot = 0)
    {
        var token = NextToken();
        return (When(new FleetCommand.Claim(worker ?? Ada, slot, number, token, Now)), token);
    }

    public Decision Complete(AttemptToken token, double value = 0.3) => Finish(token, Completed(value));

    public Decision Fail(AttemptToken token, FailureKind kind, string message = "it broke") => Finish(token, new AttemptResult.Failed(kind, message));

    public Decision Finish(AttemptToken token, AttemptResult result, params IReadOnlyList<Measurement> measurements) =>
        When(new FleetCommand.Finish(token, measurements, result, Now));

    public static AttemptResult.Completed Completed(double value) =>
        new(2, 1.5, new Dictionary<string, double> { ["validation.macro_ap"] = value, ["test.macro_ap"] = value - 0.01 }, ImmutableDictionary<string, ArtefactAddress>.Empty);

    public static Measurement Measured(int epoch, double value) => new(epoch, epoch, new Dictionary<string, double> { ["validation.macro_ap"] = value });
}
