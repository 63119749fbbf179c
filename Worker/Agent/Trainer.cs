using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Shared.Protocol;
using Worker.Devices;

namespace Worker.Agent;

/// <summary>
/// One trainer process behind its launcher. Its three pipes are served independently of each other, so that a trainer
/// which fills one of them and reads nothing is never waited for.
/// </summary>
internal sealed class Trainer : IAsyncDisposable
{
    /// <summary>The most bytes of a line that a trainer may say.</summary>
    public const int LongestLine = 1 << 20;

    /// <summary>A descendant that got away can hold the pipes open for ever.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    /// <summary>SIGKILL takes effect at once, except in a process that a driver holds in the kernel.</summary>
    private static readonly TimeSpan LongestDeath = TimeSpan.FromSeconds(10);

    private readonly Process launcher;
    private readonly TrainerRecords records;
    private readonly TimeProvider time;
    // Bounded: a trainer that talks faster than it is listened to has to wait.
    private readonly Channel<TrainerLine> lines = Channel.CreateBounded<TrainerLine>(1024);
    private readonly Channel<TrainerRequest> requests = Channel.CreateUnbounded<TrainerRequest>();
    private readonly CancellationTokenSource closing = new();
    private readonly TrainerPipe errors;
    private readonly Task<int> life;
    private TrialLog? log;
    private long lastSign;
    private bool hasServed;
    private string? lastComplaint;

    private Trainer(Process launcher, TrainerRecords records, TimeProvider time)
    {
        this.launcher = launcher;
        Session = launcher.Id;
        this.records = records;
        this.time = time;
        lastSign = time.GetTimestamp();
        errors = new TrainerPipe(launcher.StandardError.BaseStream);
        life = LiveAsync();
    }

    /// <summary>Number of the launcher's process, and of the session that the trainer and its descendants are in.</summary>
    public int Session { get; }

    /// <summary>What the trainer says; completed once it has ended and everything it said has been read.</summary>
    public ChannelReader<TrainerLine> Lines => lines.Reader;

    /// <summary>The exit code, 128 + n after signal n, once <see cref="Lines"/> is complete.</summary>
    public Task<int> ExitCode => life;

    public bool HasEnded => life.IsCompleted;

    /// <summary>Time since it last printed anything, log included.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref lastSign));

    /// <summary>The last line on standard error, where most languages say what went wrong.</summary>
    public string? LastComplaint => Volatile.Read(ref lastComplaint);

    /// <param name="folder">Where the trainer is started.</param>
    /// <exception cref="Win32Exception">The launcher cannot be started.</exception>
    /// <exception cref="IOException">The trainer cannot be recorded.</exception>
    public static Trainer Start(TrainerCommand command, string folder, TrainerRecords records, TimeProvider time)
    {
        var start = new ProcessStartInfo(TrainerCommand.Launcher)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("--grace-ms");
        start.ArgumentList.Add(TrainerCommand.Grace.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add("--");
        foreach (var word in command.Words) start.ArgumentList.Add(word);
        start.Environment["SWEEPS_DEVICE"] = command.Device.Name;
        if (command.Device.Gpu is { } gpu)
        {
            start.Environment[Machine.VisibleVariable] = gpu;
            // Numbers mean the order that nvidia-smi shows; CUDA's own puts the fastest first.
            start.Environment.TryAdd("CUDA_DEVICE_ORDER", "PCI_BUS_ID");
        }
        start.Environment["PYTHONUNBUFFERED"] = "1";
        // One trainer a core: more threads fight over it, and those that wait must not burn it.
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["OMP_WAIT_POLICY"] = "passive";
        start.Environment[TrainerRecords.MarkVariable] = records.Mark;
        start.Environment.Remove(AgentOptions.TokenVariable);
        var launcher = Process.Start(start) ?? throw new InvalidOperationException("the launcher was not started");
        try
        {
            records.Add(launcher.Id);
        }
        catch
        {
            // One that is not recorded must not run: nobody would find it after a crash.
            launcher.Kill();
            launcher.Dispose();
            throw;
        }
        return new Trainer(launcher, records, time);
    }

    /// <summary>From here on the trainer's log belongs to another attempt, and what it said before is forgotten.</summary>
    public void Begin(TrialLog attempt)
    {
        Volatile.Write(ref log, attempt);
        // What a trainer said at its start, it may have died of: that belongs to its first attempt.
        if (hasServed) Volatile.Write(ref lastComplaint, null);
        hasServed = true;
        Volatile.Write(ref lastSign, time.GetTimestamp());
        while (lines.Reader.TryRead(out _)) { }
    }

    /// <summary>Says something to the trainer, which hears it when it next reads.</summary>
    public void Send(TrainerRequest request) => requests.Writer.TryWrite(request);

    /// <summary>
    /// Waits until all that the trainer printed before what it said last is in the log: standard error is read beside standard output, and may be behind.
    /// </summary>
    public Task CatchUpAsync() => Task.WhenAny(errors.CatchUpAsync(), life, Task.Delay(LastWords, time));

    /// <summary>Kills the trainer and its descendants at once.</summary>
    public void Kill()
    {
        if (!HasEnded && !launcher.HasExited) Terminate(Session);
    }

    /// <summary>Ends the trainer, by closing its standard input where it was not killed, and waits until it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            launcher.StandardInput.BaseStream.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }
        await Task.WhenAny(life, Task.Delay(LongestDeath, time));
        await closing.CancelAsync();
        if (!life.IsCompleted) return;
        launcher.Dispose();
        closing.Dispose();
        errors.Dispose();
    }

    /// <summary>A launcher that was stopped must go on to hear it.</summary>
    private static void Terminate(int launcher)
    {
        Posix.Signal(launcher, Posix.Terminate);
        Posix.Signal(launcher, Posix.Continue);
    }

    private async Task<int> LiveAsync()
    {
        var pipes = Task.WhenAll(WriteInputAsync(), ReadOutputAsync(), ReadErrorAsync());
        try
        {
            await launcher.WaitForExitAsync();
            requests.Writer.TryComplete();
            // The launcher leaves nobody behind, unless it was killed itself, which looks the same as a killed trainer.
            if (launcher.ExitCode == 128 + Posix.Kill) records.KillOrphans(Session);
            records.Remove(Session);
            await Task.WhenAny(pipes, Task.Delay(LastWords, time));
            return launcher.ExitCode;
        }
        finally
        {
            await closing.CancelAsync();
            lines.Writer.TryComplete();
        }
    }

    private async Task WriteInputAsync()
    {
        try
        {
            var input = launcher.StandardInput.BaseStream;
            await foreach (var request in requests.Reader.ReadAllAsync(closing.Token))
            {
                var line = JsonSerializer.SerializeToUtf8Bytes(request, ProtocolJson.Default.TrainerRequest);
                await input.WriteAsync((byte[])[.. line, (byte)'\n'], closing.Token);
                await input.FlushAsync(closing.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // The trainer has ended; its exit code says why.
        }
    }

    private Task ReadOutputAsync() => ReadAsync(launcher.StandardOutput.BaseStream.ReadAsync, async line =>
    {
        if (TrainerLineParser.Parse(line) is { } said) await lines.Writer.WriteAsync(said, closing.Token);
        else Log(line);
    });

    private Task ReadErrorAsync() => ReadAsync(errors.ReadAsync, line =>
    {
        Log(line);
        if (line.Bytes.Span.Trim(" \t\r"u8) is { Length: > 0 } text) Volatile.Write(ref lastComplaint, Encoding.UTF8.GetString(text[..Math.Min(text.Length, 500)]));
        return ValueTask.CompletedTask;
    });

    private async Task ReadAsync(Func<Memory<byte>, CancellationToken, ValueTask<int>> pipe, Func<Line, ValueTask> receive)
    {
        var reader = new LineReader(pipe, LongestLine);
        try
        {
            while (await reader.ReadAsync(closing.Token) is { } line)
            {
                Volatile.Write(ref lastSign, time.GetTimestamp());
                await receive(line);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or ChannelClosedException)
        {
            // The trainer has ended, and nothing that comes after its end counts.
        }
    }

    private void Log(Line line) => Volatile.Read(ref log)?.Write(line.Bytes.Span);
}
