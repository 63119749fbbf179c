using Microsoft.Extensions.Logging;

namespace Shared.Logging;

/// <summary>What everything logged within is about: which trial of which sweep, in which attempt.</summary>
public sealed record LogScope(string Sweep, int Trial, int Attempt)
{
    public override string ToString() => $"{Sweep}/{Trial}";

    /// <returns>Ends the scope when it is disposed of.</returns>
    public static IDisposable? Begin(ILogger log, string sweep, int trial, int attempt) => log.BeginScope(new LogScope(sweep, trial, attempt));
}
