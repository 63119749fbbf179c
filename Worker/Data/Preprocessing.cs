namespace Worker.Data;

/// <summary>What is done to features, in this order: drop, log, standardise, clip. Fitted on the training part only.</summary>
internal sealed record Preprocessing
{
    /// <summary>
    /// Subtract each numeric feature's mean and divide by its standard deviation (of the training part). Null: yes for
    /// numeric features of dense files, no for sparse ones, whose zeros it would fill.
    /// </summary>
    public bool? Standardise { get; init; }

    /// <summary>Standardised values are cut to [-Clip, Clip].</summary>
    public double Clip { get; init; } = 5;

    /// <summary>Features to leave out, by name.</summary>
    public IReadOnlyList<string> Drop { get; init; } = [];

    /// <summary>Features x replaced by log(x + epsilon), by name.</summary>
    public IReadOnlyList<(string Feature, double Epsilon)> Log { get; init; } = [];

    /// <exception cref="DataProblem">A number is out of its range.</exception>
    internal void Check()
    {
        if (!(Clip > 0)) throw new DataProblem($"`clip` must be above 0, but is {Clip} at data.clip");
        foreach (var (feature, epsilon) in Log)
            if (!(epsilon >= 0 && double.IsFinite(epsilon)))
                throw new DataProblem($"the epsilon of a logarithm must not be negative, but is {epsilon} for {DataProblem.Quote(feature)} at data.log");
    }
}
