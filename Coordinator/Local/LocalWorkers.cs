using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Coordinator.Ledger;
using Coordinator.Running;

namespace Coordinator.Local;

/// <summary>
/// The workers of a run: processes that end with this one, however it ends, since their standard input is their lifeline.
/// One that dies is started again; one that dies again and again is a fault of the machine.
/// </summary>
internal sealed partial class LocalWorkers : IAsyncDisposable
{
    private const int MostRestarts = 100, MostQuickDeaths = 5, Terminate = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10), ShortLife = TimeSpan.FromSeconds(5), LastWords = TimeSpan.FromSeconds(2);

    /// <summary>Doubled with each further quick death: an earlier life may need a moment to let go of its directory.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource stopping = new();
    private readonly List<Task> supervised = [];
    private readonly TaskCompletionSource<Exception> failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string device;
    private readonly StateDirectory state;
    private readonly Uri coordinator;
    private readonly ReignLog log;
    private readonly TimeProvider time;
    private volatile bool isAbandoned;

    public LocalWorkers(int count, string device, StateDirectory state, Uri coordinator, ReignLog log, TimeProvider time)
    {
        (this.device, this.state, this.coordinator, this.log, this.time) = (device, state, coordinator, log, time);
        for (var number = 1; number <= count; number++)
        {
            var worker = number;
            supervised.Add(Task.Run(() => Supervise(worker)));
        }
    }

    /// <summary>Completes when a worker cannot be kept alive.</summary>
    public Task<Exception> Failed => failed.Task;

    /// <summary>The coordinator is gone, and nobody left to hand a trial back to: the workers end at once when they are disposed of.</summary>
    public void Abandon() => isAbandoned = true;

    /// <summary>Asks the workers to hand their trials back and end, and kills those that do not.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(supervised);
        stopping.Dispose();
    }

    private async Task Supervise(int number)
    {
        try
        {
            var quickDeaths = 0;
            for (var restart = 0; !stopping.IsCancellationRequested; restart++)
            {
                var begun = time.GetTimestamp();
                var exitCode = await Live(number);
                if (stopping.IsCancellationRequested) return;
                quickDeaths = time.GetElapsedTime(begun) < ShortLife ? quickDeaths + 1 : 0;
                if (restart == MostRestarts || quickDeaths == MostQuickDeaths)
                    throw new SetUpException($"worker {number} ended with exit code {exitCode} again and again: its log is {LogOf(number)}");
                log.WorkerRestarted(number, exitCode);
                if (quickDeaths > 0) await Task.Delay(FirstPause * (1 << quickDeaths - 1), time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (Exception error)
        {
            failed.TrySetResult(error);
        }
    }

    private string LogOf(int number) => Path.Combine(state.Worker(number), "worker.log");

    /// <summary>One life of a worker, to its end.</summary>
    private async Task<int> Live(int number)
    {
        Directory.CreateDirectory(state.Worker(number));
        var start = WorkerProgram.Start(
            "--coordinator", coordinator.ToString(), "--token-file", state.TokenFile, "--name", $"local-{number}",
            "--device", device, "--slots", "1", "--state", state.Worker(number), "--cache", state.WorkerCache, "--drain", "0", "--hand-back", "8", "--log-format", "text", "--lifeline");
        using var process = Process.Start(start) ?? throw new SetUpException("sweeps-worker could not be started");
        await using var file = new FileStream(LogOf(number), FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var copying = Task.WhenAll(Copy(process.StandardError, file), Copy(process.StandardOutput, file));
        try
        {
            await process.WaitForExitAsync(stopping.Token);
        }
        catch (OperationCanceledException)
        {
            if (isAbandoned) process.StandardInput.Close();
            else _ = Kill(process.Id, Terminate);
            using var patience = new CancellationTokenSource(Patience, time);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
        // What it left behind may hold its pipes open: it ends with the lifeline, and is not waited for.
        process.StandardInput.Close();
        await Task.WhenAny(copying, Task.Delay(LastWords, time));
        return process.ExitCode;
    }

    /// <summary>A full disk costs the log, and never the worker, which would wait for its reader.</summary>
    private static async Task Copy(StreamReader from, FileStream to)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            try
            {
                lock (to) to.Write(Encoding.UTF8.GetBytes(line + '\n'));
            }
            catch (IOException)
            {
                // The line is lost.
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
