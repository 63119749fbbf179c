using System.Text.Json.Serialization;

namespace Coordinator.Doctor;

/// <summary>What a check found.</summary>
/// <param name="Check">Which one.</param>
/// <param name="Message">What is so, in words.</param>
/// <param name="Remedy">What to do about it; null: nothing.</param>
internal sealed record Finding(string Check, Verdict Verdict, string Message, string? Remedy = null);

internal enum Verdict
{
    [JsonStringEnumMemberName("good")]
    Good,

    /// <summary>Sweeps works, and may not for long or not for everybody.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    [JsonStringEnumMemberName("wrong")]
    Wrong,
}

/// <param name="Good">Whether nothing is wrong.</param>
internal sealed record Diagnosis(bool Good, IReadOnlyList<Finding> Findings);
