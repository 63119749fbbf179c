namespace Coordinator.Deciding.Search;

/// <summary>Settings of <see cref="TpeSampler"/>, chosen by measurement on the surrogates of <c>./bench search</c>.</summary>
public sealed record TpeOptions
{
    /// <summary>Trials before the first model, baselines included.</summary>
    public int StartTrials { get; init; } = 8;

    /// <summary>Share of the finished trials that count as good.</summary>
    public double GoodShare { get; init; } = 0.15;

    /// <summary>Weight of the uniform prior against 1 of each trial.</summary>
    public double PriorWeight { get; init; } = 1;

    /// <summary>Standard deviation of the kernel around a single trial, in units of a parameter's range; more trials make it narrower.</summary>
    public double Bandwidth { get; init; } = 0.2;

    /// <summary>The narrowest kernel.</summary>
    public double LeastBandwidth { get; init; } = 0.03;

    /// <summary>Mass that a kernel around a single trial spreads evenly over all options of a choice.</summary>
    public double ChoiceBandwidth { get; init; } = 0.6;

    /// <summary>Points drawn from the good trials' density, of which the best is proposed.</summary>
    public int Candidates { get; init; } = 24;
}
