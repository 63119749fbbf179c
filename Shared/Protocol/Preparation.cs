using Shared.Spec;

namespace Shared.Protocol;

/// <summary>What <c>sweeps</c> asks of <c>sweeps-worker prepare</c>: one JSON object on its standard input.</summary>
/// <param name="Cache">Where prepared data is kept between runs.</param>
public sealed record PrepareRequest(DataSpec Data, ulong Seed, string Cache);

/// <summary>What it answers: one JSON object on its standard output.</summary>
/// <param name="Problem">What is wrong; null: nothing, and <paramref name="Prepared"/> is there.</param>
/// <param name="IsMachine">The fault is the machine's, such as a full disk, and not the data's.</param>
public sealed record PrepareReply(string? Problem, bool IsMachine, PreparedSummary? Prepared);

/// <param name="Path">The file with the prepared data.</param>
/// <param name="Warnings">What a user should know: labels that are missing, descriptions that could not be had.</param>
public sealed record PreparedSummary(string Path, int Features, int Labels, int TrainRows, int ValidationRows, int TestRows, double LabelsPerRow, IReadOnlyList<string> Warnings);
