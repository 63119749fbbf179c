using System.Text.Json;
using Tests.Agent;

namespace Tests.EndToEnd;

/// <summary>
/// A folder of a test's own with data, a spec and the state directory where users have it. In the end no process that
/// was started there may be left, whatever the test did to them.
/// </summary>
internal sealed class Place : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<SweepsProcess> started = [];

    public Place(string spec)
    {
        Processes = new OwnProcesses(folder.Path);
        MulanFiles.WriteDense(folder.Path);
        Write("spec.yaml", spec);
    }

    public OwnProcesses Processes { get; }

    public string Root => folder.Path;

    public string State => File(".sweeps");

    public string File(string name) => folder.File(name);

    public void Write(string name, string text) => System.IO.File.WriteAllText(File(name), text);

    public SweepsProcess Start(params IReadOnlyList<string> arguments)
    {
        var process = SweepsProcess.Start(folder.Path, Processes, arguments);
        started.Add(process);
        return process;
    }

    /// <summary>Runs <c>sweeps</c> to its end.</summary>
    public Task<Ended> Sweeps(params IReadOnlyList<string> arguments) => Start(arguments).End();

    /// <summary>Every trial of a sweep, as scripts get it.</summary>
    public async Task<IReadOnlyList<JsonElement>> Trials(string sweep)
    {
        var listed = (await Sweeps("trials", sweep, "--json")).With(code: 0);
        return [.. listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }

    /// <summary>Addresses of all that is stored, each the content's SHA-256: two digits name a folder, the others the file in it.</summary>
    public IReadOnlyList<string> Artefacts() =>
        [.. new DirectoryInfo(File(".sweeps/artefacts")).GetFiles("*", SearchOption.AllDirectories).Select(file => file.Directory!.Name + file.Name)];

    public async ValueTask DisposeAsync()
    {
        foreach (var process in started) process.Dispose();
        await Soon.Happens(Processes.AllGone(), "the end of every process of the test");
        folder.Dispose();
    }
}
