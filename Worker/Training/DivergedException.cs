namespace Worker.Training;

/// <summary>A loss, weight or score is not finite: there is no use in training on. The message names it and where.</summary>
public sealed class DivergedException(string message) : Exception(message);
