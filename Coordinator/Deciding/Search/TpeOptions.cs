namespace Coordinator.Deciding.Search;

/// <summary>Settings of <see cref="TpeSampler"/>; the defaults were chosen by measurement on the surrogates of <c>./bench search</c>.</summary>
public sealed record TpeOptions
{
    /// <summary>Trials before the first model, baselines included: as many as the space has axes, but at least these.</summary>
    public int LeastStartTrials { get; init; } = 8;

    /// <summary>... and at most these, or a sweep of a wide space would end before it learns.</summary>
    public int MostStartTrials { get; init; } = 20;

    /// <summary>Share of the finished trials that count as good.</summary>
    public double GoodShare { get; init; } = 0.1;

    /// <summary>The most trials that count as good: a share of thousands would be no better than the average of what is known.</summary>
    public int MostGoodTrials { get; init; } = 25;

    /// <summary>Weight of the uniform prior against 1 of each trial.</summary>
    public double PriorWeight { get; init; } = 1;

    /// <summary>Standard deviation of the kernel around a single trial, in units of a parameter's range.</summary>
    public double Bandwidth { get; init; } = 0.2;

    /// <summary>Kernels around n trials are narrower by n to the power of this.</summary>
    public double Narrowing { get; init; } = 0.4;

    /// <summary>The narrowest kernel.</summary>
    public double LeastBandwidth { get; init; } = 0.01;

    /// <summary>Mass that a kernel around a single trial spreads evenly over all options of a choice.</summary>
    public double ChoiceBandwidth { get; init; } = 0.75;

    /// <summary>The same as <see cref="Narrowing"/>, for choices: slower, since an option left out is never learnt about.</summary>
    public double ChoiceNarrowing { get; init; } = 0.2;

    /// <summary>Points drawn from the good trials' density, of which the best is proposed.</summary>
    public int Candidates { get; init; } = 24;
}
