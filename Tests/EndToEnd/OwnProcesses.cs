using Worker.Agent;

namespace Tests.EndToEnd;

/// <summary>What a process does for a sweep.</summary>
internal enum Part
{
    Sweeps,
    Worker,
    Launcher,
    Trainer,

    /// <summary>The preparation of data.</summary>
    Other,
}

internal readonly record struct OwnProcess(int Id, Part Part);

/// <summary>A test's processes and all that descends from them, wherever it hides: they inherit a variable of the environment.</summary>
internal sealed class OwnProcesses(string mark)
{
    private const string Variable = "SWEEPS_TEST";

    public void Mark(IDictionary<string, string?> environment) => environment[Variable] = mark;

    /// <summary>Those alive now.</summary>
    public IReadOnlyList<OwnProcess> All() =>
    [
        .. from process in ProcessEntry.All()
           where !process.IsZombie && Read(process.Id, "environ").Contains($"{Variable}={mark}")
           select new OwnProcess(process.Id, PartOf(Read(process.Id, "cmdline"))),
    ];

    /// <summary>Waits until none is left.</summary>
    public async Task AllGone()
    {
        // Orphans announce their end to nobody we could ask.
        while (All().Count > 0) await Task.Delay(TimeSpan.FromMilliseconds(20));
    }

    private static Part PartOf(string[] command) => (Path.GetFileName(command[0]), command) switch
    {
        ("sweeps", _) => Part.Sweeps,
        ("sweeps-launch", _) => Part.Launcher,
        ("sweeps-worker", [_, "trainer", ..]) => Part.Trainer,
        ("sweeps-worker", [_, "--coordinator", ..]) => Part.Worker,
        _ => Part.Other,
    };

    /// <summary>A list that the kernel keeps of a process; empty once it has ended.</summary>
    private static string[] Read(int process, string list)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{list}").Split('\0');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [""];
        }
    }
}
