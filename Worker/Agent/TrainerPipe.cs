using System.ComponentModel;
using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace Worker.Agent;

/// <summary>
/// The reading end of a trainer's pipe, which can be asked whether all that was printed before has been dealt with: what one pipe
/// says comes no sooner than what another said before it only where somebody waits for it.
/// </summary>
internal sealed class TrainerPipe(Stream stream) : IDisposable
{
    private readonly SafeHandle handle = ((PipeStream)stream).SafePipeHandle;
    private readonly Lock gate = new();
    private CancellationTokenSource interrupt = new();
    private TaskCompletionSource? asked;

    /// <summary>The next bytes, 0 at the end. Whoever comes back has dealt with those before.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        while (true)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, Answer());
            try
            {
                return await stream.ReadAsync(buffer, either.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // Somebody wants to know whether the pipe is empty, and nothing was taken from it.
            }
        }
    }

    /// <summary>Completes once what is in the pipe now has been dealt with. The pipe must be being read.</summary>
    public Task CatchUpAsync()
    {
        lock (gate)
        {
            asked ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            interrupt.Cancel();
            return asked.Task;
        }
    }

    public void Dispose() => interrupt.Dispose();

    /// <summary>Tells who asked, if the pipe is empty, and returns what interrupts the next read.</summary>
    private CancellationToken Answer()
    {
        lock (gate)
        {
            if (interrupt.IsCancellationRequested)
            {
                interrupt.Dispose();
                interrupt = new CancellationTokenSource();
            }
            if (asked is not null && Unread() == 0)
            {
                asked.SetResult();
                asked = null;
            }
            return interrupt.Token;
        }
    }

    private int Unread()
    {
        var isHeld = false;
        try
        {
            handle.DangerousAddRef(ref isHeld);
            return Posix.Unread((int)handle.DangerousGetHandle(), Posix.BytesToRead, out var bytes) == 0
                ? bytes
                : throw new IOException("a trainer's pipe cannot be asked what is in it", new Win32Exception(Marshal.GetLastPInvokeError()));
        }
        finally
        {
            if (isHeld) handle.DangerousRelease();
        }
    }
}
