using System.Runtime.InteropServices;

namespace Coordinator.Cli;

/// <summary>Ctrl-C and SIGTERM as a cancellation, for verbs that have something to tidy up or to say.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource interrupted = new();
    private readonly PosixSignalRegistration[] signals;

    public Interruption() => signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Interrupt))];

    public CancellationToken Token => interrupted.Token;

    public bool HasCome => interrupted.IsCancellationRequested;

    public void Dispose()
    {
        foreach (var signal in signals) signal.Dispose();
        interrupted.Dispose();
    }

    private void Interrupt(PosixSignalContext signal)
    {
        signal.Cancel = true;
        interrupted.Cancel();
    }
}
