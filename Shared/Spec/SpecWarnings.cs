using Shared.Catalogue;
using Shared.Space;

namespace Shared.Spec;

/// <summary>What is known to go wrong with what a spec allows.</summary>
internal static class SpecWarnings
{
    /// <summary>Outside the default range by more than this factor no learning rate has been seen to work.</summary>
    private const double HopelessFactor = 6;

    /// <summary>The ranges of learning rates were measured under a mean over 512 labels; with few labels gradients are larger.</summary>
    private const int ManyLabels = 100;

    public static IEnumerable<SpecWarning> Of(SweepSpec spec) =>
    [
        .. Components.All.SelectMany(kind => OfComponents(kind, spec.Space)),
        .. CorrectedTwice(spec.Space),
        .. LearningRates(spec),
        .. OfBudget(spec),
        .. spec.Baselines.Where(baseline => baseline.Warning is not null).Select(baseline => new SpecWarning($"baseline {baseline.Name}", baseline.Warning!)),
    ];

    private static IEnumerable<SpecWarning> OfComponents(ComponentKind kind, SearchSpace space)
    {
        foreach (var entry in kind.Entries.Where(entry => space.CanChoose(kind, entry)))
        {
            var path = $"search.{kind.Name}.{entry.Name}";
            if (entry.Warning is { } warning) yield return new SpecWarning(path, warning);
            foreach (var parameter in entry.Parameters)
                if (parameter.WarnAbove is { } above && space.Find(kind.Path(entry.Name, parameter.Name)) is { } searched && Highest(searched.Domain) > above.Threshold)
                    yield return new SpecWarning($"{path}.{parameter.Name}", above.Text);
        }
    }

    private static IEnumerable<SpecWarning> CorrectedTwice(SearchSpace space)
    {
        if (!space.CanChoose(Components.Resampling, Resamplings.Oversample)) yield break;
        var oversampled = space.Narrow(Components.Resampling, Resamplings.Oversample);
        var twice = Losses.All.Where(loss => loss.WeighsPositives && space.CanChoose(Components.Loss, loss) && CanWeigh(loss, space) &&
            Feasibility.FindLegal(oversampled.Narrow(Components.Loss, loss)) is not null).Select(loss => loss.Name).ToList();
        if (twice.Count > 0)
            yield return new SpecWarning("search.resampling.oversample",
                $"corrects the same imbalance a second time with {string.Join(", ", twice)}: keep them apart with forbid: - {{ loss: [{string.Join(", ", twice)}], resampling: oversample }}");
    }

    /// <summary>Whether the loss can weigh ones above zeros: a pos_weight that stays at or below 1 does not.</summary>
    private static bool CanWeigh(LossEntry loss, SearchSpace space)
    {
        var (weights, posWeight) = (space.Find(Components.Loss.Path(loss.Name, "weights")), space.Find(Components.Loss.Path(loss.Name, "pos_weight")));
        return weights is null || posWeight is null || !weights.Domain.IsConstant || Highest(posWeight.Domain) > 1;
    }

    private static IEnumerable<SpecWarning> LearningRates(SweepSpec spec)
    {
        var manyLabels = spec.Data.Labels is { } labels ? labels >= ManyLabels : spec.Data.Format == "debtags";
        if (!manyLabels) yield break;
        foreach (var optimizer in Optimizers.All.Where(entry => spec.Space.CanChoose(Components.Optimizer, entry)))
        {
            var working = (Domain.Real)optimizer.Find(Optimizers.LearningRate)!.DefaultRange;
            var domain = spec.Space.Find(Components.Optimizer.Path(optimizer.Name, Optimizers.LearningRate))!.Domain;
            if (Highest(domain) < working.Low / HopelessFactor || Lowest(domain) > working.High * HopelessFactor)
                yield return new SpecWarning($"search.optimizer.{optimizer.Name}.{Optimizers.LearningRate}",
                    $"{Described.Domain(domain)} leaves {optimizer.Name} at its start or beyond: the loss is a mean over hundreds of labels, for which {working.Low} to {working.High} works");
        }
    }

    private static IEnumerable<SpecWarning> OfBudget(SweepSpec spec)
    {
        var left = BaselineTrials.Every(spec.Space).Skip(spec.Baselines.Length).Select(baseline => baseline.Name).ToList();
        if (left.Count > 0) yield return new SpecWarning("trials", $"{spec.Budget.Trials} leave no room for the baselines {string.Join(", ", left)}");
        if (spec.Budget.Parallel > spec.Budget.Trials)
            yield return new SpecWarning("parallel", $"{spec.Budget.Parallel} at once are more than the {spec.Budget.Trials} trials that there are");
    }

    private static double Highest(Domain domain) => domain switch
    {
        Domain.Choice choice => choice.Options.Max(option => option.AsDouble()),
        Domain.Real real => real.High,
        Domain.Whole whole => whole.High,
        _ => throw new InvalidOperationException($"unknown domain {domain.GetType().Name}"),
    };

    private static double Lowest(Domain domain) => domain switch
    {
        Domain.Choice choice => choice.Options.Min(option => option.AsDouble()),
        Domain.Real real => real.Low,
        Domain.Whole whole => whole.Low,
        _ => throw new InvalidOperationException($"unknown domain {domain.GetType().Name}"),
    };
}
