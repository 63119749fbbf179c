namespace Worker.Measures;

/// <summary>What a loss's scores mean.</summary>
/// <param name="AreProbabilities">Whether a score estimates the probability of its label; measures that need it are absent otherwise.</param>
/// <param name="NaturalThreshold">A label is predicted where score >= this (.5; 0 for zlpr), or null where the scores only rank (softmax).</param>
internal sealed record ScoreKind(bool AreProbabilities, float? NaturalThreshold)
{
    /// <summary>Sigmoid outputs.</summary>
    public static readonly ScoreKind Probabilities = new(AreProbabilities: true, NaturalThreshold: 0.5f);
}
