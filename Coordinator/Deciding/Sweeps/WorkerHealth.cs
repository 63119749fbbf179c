namespace Coordinator.Deciding.Sweeps;

/// <summary>
/// What speaks against a worker, by its name, since a machine stays bad however often its worker is started again.
/// Kept only while there is something.
/// </summary>
public sealed class WorkerHealth
{
    /// <summary>Failures in a row that may be the worker's fault.</summary>
    public int Failures { get; internal set; }

    /// <summary>How often it was set aside since its last result.</summary>
    public int TimesAside { get; internal set; }

    /// <summary>That it is set aside, by the clock of the present reign, and for how long; null: it is not.</summary>
    public (DateTimeOffset Since, TimeSpan Pause, string Reason)? Aside { get; internal set; }
}
