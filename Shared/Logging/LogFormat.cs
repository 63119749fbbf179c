namespace Shared.Logging;

/// <summary>How a process writes its log.</summary>
public enum LogFormat
{
    /// <summary>For people in a terminal, for programs elsewhere.</summary>
    Auto,

    /// <summary>A line for people.</summary>
    Text,

    /// <summary>A JSON object a line.</summary>
    Json,
}
