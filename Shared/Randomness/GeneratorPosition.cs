namespace Shared.Randomness;

/// <summary>Where a <see cref="SeededGenerator"/> is in its stream: the whole of its state.</summary>
public readonly record struct GeneratorPosition(ulong S0, ulong S1, ulong S2, ulong S3);
