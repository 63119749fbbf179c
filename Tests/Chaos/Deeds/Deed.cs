using System.Diagnostics;

namespace Tests.Chaos.Deeds;

/// <summary>Something bad that is done to a play for a while, and then put right.</summary>
internal abstract class Deed
{
    /// <summary>What is counted, such as <c>kill</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>What exactly, such as <c>kill the active coordinator</c>.</summary>
    public abstract string Words { get; }

    /// <summary>Whether it can be done only to machines of their own.</summary>
    public virtual bool NeedsMachines => false;

    /// <summary>Does it, waits, and puts it right. It says what it does and to whom.</summary>
    /// <param name="say">With enough detail to do the same by hand.</param>
    /// <returns>False: there was nobody to do it to.</returns>
    public abstract Task<bool> Do(Stage stage, Action<string> say, Hold hold);
}

/// <summary>How long a deed lasts: as planned, or until the play ends.</summary>
internal sealed record Hold(TimeSpan Length, CancellationToken Ending)
{
    public async Task Wait() => await Task.Delay(Length, Ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public override string ToString() => $"{Length.TotalSeconds:F1} s";
}

/// <summary>Which of the two coordinators.</summary>
internal enum Which
{
    Active,
    StandBy,
}

internal static class Whiches
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static string Words(this Which which) => which == Which.Active ? "the active coordinator" : "the coordinator that stands by";

    /// <summary>Waits until one is active; null: none was for long.</summary>
    public static async Task<StagedCoordinator?> Find(this Stage stage, Which which)
    {
        var begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < Patience)
        {
            if (await stage.Active() is { } active) return which == Which.Active ? active : stage.CoordinatorsAll.Single(coordinator => coordinator != active);
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
        return null;
    }
}
