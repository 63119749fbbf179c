using System.Collections.Immutable;
using Shared.Space;
using Shared.Trials;

namespace Shared.Spec;

/// <summary>A sweep as its user declared it: parsed, complete and legal.</summary>
/// <param name="Seed">Everything random in the sweep follows from it.</param>
/// <param name="Space">Every parameter of model, training, loss, resampling, optimizer and output bias, constants included.</param>
/// <param name="Baselines">Run first, in this order; never empty: the first is the fixed baseline that the best is held against.</param>
public sealed record SweepSpec(
    SweepName Name,
    Objective Objective,
    Budget Budget,
    ulong Seed,
    DataSpec Data,
    SearchSpace Space,
    ImmutableArray<Baseline> Baselines)
{
    /// <summary>The same sweep with more or fewer trials, time, ...: with as many baselines as that leaves room for.</summary>
    public SweepSpec WithBudget(Budget budget) => this with { Budget = budget, Baselines = BaselineTrials.Of(Space, budget) };
}

/// <summary>When a sweep ends, what one trial may take, and its share of the workers: what may change while the sweep goes on.</summary>
/// <param name="Trials">Finished trials, failures included; null: no limit but time.</param>
/// <param name="Time">Time the sweep was active, stops between two runs not counted; null: no limit but trials.</param>
/// <param name="TrialTime">The most a single attempt may take; null: no limit.</param>
/// <param name="Parallel">The most trials at once; null: as many as there are slots.</param>
/// <param name="MaxFailures">The sweep ends once more trials than this have failed; null: no limit.</param>
/// <param name="KeepWeights">How many of the best trials keep their trained weights; the baseline's are kept besides.</param>
/// <param name="ControlShare">Share of the trials, in [0, 1], that tune plain bce, so that the best can be held against it; 0: none.</param>
/// <param name="Priority">Sweeps of a higher one get workers first, from -100 to 100.</param>
/// <param name="Weight">Among sweeps of one priority: the share of the workers, against the others' weights.</param>
/// <param name="WorkerLabels">Only workers with all of these train its trials; null: any worker.</param>
/// <param name="SmallerBatch">A trial that ran out of memory is tried once more with half its batch size.</param>
public sealed record Budget(
    int? Trials,
    TimeSpan? Time,
    TimeSpan? TrialTime,
    int? Parallel,
    int? MaxFailures,
    int KeepWeights,
    double ControlShare,
    int Priority = 0,
    double Weight = 1,
    WorkerLabels? WorkerLabels = null,
    bool SmallerBatch = false);

/// <summary>
/// A trial that is run before any is proposed, so that the best is always held against something known.
/// Its assignment need not lie in the sweep's space.
/// </summary>
/// <param name="Name">Such as <c>baseline</c> or <c>focal</c>.</param>
/// <param name="Warning">What is known to go wrong with it, or null.</param>
public sealed record Baseline(string Name, Assignment Assignment, string? Warning);

/// <summary>Which data a sweep trains on and how it is prepared.</summary>
/// <param name="Format"><c>debtags</c> or <c>mulan</c>.</param>
/// <param name="Rows">How many rows to take; null: all.</param>
/// <param name="Labels">How many labels to take, the most frequent first; null: all.</param>
/// <param name="MinPositives">Labels with fewer positives in training are left out.</param>
/// <param name="Features">How many features words are hashed to (debtags); null: the format's own.</param>
/// <param name="Train">Mulan: the ARFF file with the rows.</param>
/// <param name="Test">Mulan: an ARFF file whose rows are the test part; null: split off.</param>
/// <param name="Header">Mulan: the XML file that names the labels.</param>
/// <param name="ValidationShare">Share of the training rows that validate.</param>
/// <param name="TestShare">Share of all rows that test, where no test file is given.</param>
/// <param name="Standardise">Numeric features get mean 0 and variance 1, judged on the training part alone, and are clipped to [-5, 5]; null: where features are dense.</param>
/// <param name="Drop">Names of features to leave out.</param>
/// <param name="Log">Names of features to take the logarithm of.</param>
public sealed record DataSpec(
    string Format,
    int? Rows,
    int? Labels,
    int MinPositives,
    int? Features,
    string? Train,
    string? Test,
    string? Header,
    double ValidationShare,
    double TestShare,
    bool? Standardise,
    ImmutableArray<string> Drop,
    ImmutableArray<string> Log)
{
    /// <summary>The same data, with paths that were relative to a folder made absolute.</summary>
    public DataSpec From(string folder)
    {
        string? Absolute(string? path) => path is null ? null : Path.GetFullPath(path, folder);
        return this with { Train = Absolute(Train), Test = Absolute(Test), Header = Absolute(Header) };
    }
}

/// <summary>Something wrong in a spec.</summary>
/// <param name="Path">Where, such as <c>search.loss.focal.gamma</c>; empty: the spec as a whole.</param>
/// <param name="Message">Rule and value, such as <c>`low` must be below `high`, but got low=3, high=1</c>.</param>
/// <param name="Line">Line in the YAML, from 1; 0 where there is none.</param>
public sealed record SpecProblem(string Path, string Message, int Line)
{
    public override string ToString() => (Line, Path) switch
    {
        (0, "") => Message,
        (0, _) => $"{Path}: {Message}",
        (_, "") => $"line {Line}: {Message}",
        _ => $"line {Line}, {Path}: {Message}",
    };
}
