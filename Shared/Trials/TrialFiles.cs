namespace Shared.Trials;

/// <summary>What the artefacts of a completed trial are called that Sweeps itself reads. A user's own trainer may leave others.</summary>
public static class TrialFiles
{
    /// <summary>The trained model, as safetensors.</summary>
    public const string Weights = "weights";

    /// <summary>An <see cref="Trials.Evaluation"/>: JSON, compressed by gzip.</summary>
    public const string Evaluation = "evaluation";
}
