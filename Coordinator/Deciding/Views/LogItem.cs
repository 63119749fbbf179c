using System.Text.Json.Serialization;

namespace Coordinator.Deciding.Views;

/// <summary>A line that a trial's trainer printed, as it printed it but for what is no text.</summary>
/// <param name="Sequence">Counts the attempt's lines, from 1.</param>
public sealed record LogItem(int Attempt, int Sequence, string Text)
{
    /// <summary>What <c>after</c> is for what follows.</summary>
    [JsonIgnore]
    public string Place => $"{Attempt}.{Sequence}";
}
