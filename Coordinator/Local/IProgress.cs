using Coordinator.Running;
using Shared.Trials;

namespace Coordinator.Local;

/// <summary>Shows people how a run goes.</summary>
internal interface IProgress : IReignObserver, IAsyncDisposable
{
    /// <summary>A line about the set-up.</summary>
    void Say(string line);

    /// <summary>From here on the sweep itself is shown.</summary>
    Task Watch(Reign reign, SweepName sweep, int workers);

    /// <summary>Shows the last state, and leaves the terminal to what follows.</summary>
    Task Finish();
}
