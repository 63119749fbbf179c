using System.Diagnostics;
using Worker.Agent;

namespace Tests.Chaos;

/// <summary>A process of the play, started again and again on its machine; everything it says goes to one file.</summary>
/// <param name="log">Where.</param>
internal abstract class Staged(Machine machine, string log)
{
    public const int Stop = 19;

    private readonly List<string> ownEnds = [];
    private Process? process;
    private bool mayEnd;

    public Machine Machine => machine;

    public string Name => machine.Name;

    public string Log => log;

    /// <summary>Of the present process and of those started next.</summary>
    public MachineClock Clock { get; private set; } = MachineClock.True;

    /// <summary>When it ended though nobody had asked it to.</summary>
    public IReadOnlyList<string> OwnEnds => ownEnds;

    public bool Lives => process is { HasExited: false };

    protected abstract IReadOnlyList<string> Words { get; }

    protected abstract IReadOnlyDictionary<string, string> Environment { get; }

    public void Start(MachineClock? clock = null)
    {
        Clock = clock ?? Clock;
        string[] command = [.. machine.Enter, "sh", "-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", log, .. Words];
        var start = new ProcessStartInfo(command[0], command.Skip(1));
        foreach (var (name, value) in Environment) start.Environment[name] = value;
        Clock.Bend(start.Environment);
        mayEnd = false;
        process?.Dispose();
        process = Process.Start(start)!;
    }

    /// <summary>Starts it where it has ended.</summary>
    public void StartAgain(MachineClock? clock = null)
    {
        if (Lives) return;
        Notice();
        Start(clock);
    }

    public async Task Kill()
    {
        mayEnd = true;
        Signal(Posix.Kill);
        await process!.WaitForExitAsync();
    }

    /// <summary>Ends it as people do.</summary>
    /// <returns>The exit code; null: it did not end in time, and was killed.</returns>
    public async Task<int?> Terminate(TimeSpan patience)
    {
        mayEnd = true;
        Signal(Posix.Terminate);
        try
        {
            await process!.WaitForExitAsync().WaitAsync(patience);
            return process.ExitCode;
        }
        catch (TimeoutException)
        {
            await Kill();
            return null;
        }
    }

    public void Suspend() => Signal(Stop);

    public void Continue() => Signal(Posix.Continue);

    /// <summary>Takes down that it has ended by itself.</summary>
    public void Notice()
    {
        if (process is not { HasExited: true } || mayEnd) return;
        mayEnd = true;
        ownEnds.Add($"{Name} ended by itself with exit code {process.ExitCode}");
    }

    private void Signal(int signal)
    {
        if (Lives) _ = Posix.Signal(process!.Id, signal);
    }
}
