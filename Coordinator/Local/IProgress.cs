using Coordinator.Deciding.Views;
using Coordinator.Running;
using Shared.Trials;

namespace Coordinator.Local;

/// <summary>Shows people how a sweep goes.</summary>
internal interface IProgress : IReignObserver, IAsyncDisposable
{
    /// <summary>Whether it shows news line by line; else it reads how the sweep stands, again and again.</summary>
    bool ShowsLines { get; }

    /// <summary>A line about the set-up, or about the sweep.</summary>
    void Say(string line);

    /// <summary>From here on the sweep itself is shown.</summary>
    /// <param name="workers">How many there are; null: nobody knows.</param>
    /// <exception cref="Exception">What reading <paramref name="watched"/> throws.</exception>
    Task Watch(SweepName sweep, WatchedSweep watched, int? workers);

    /// <summary>Shows the last state, and leaves the terminal to what follows.</summary>
    Task Finish();
}
