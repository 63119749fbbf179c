using Tests.Agent;
using Tests.EndToEnd;

namespace Tests.Cli;

/// <summary>A person at a terminal: a folder, a home of its own, an environment, and the program <c>sweeps</c>.</summary>
internal sealed class Terminal : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<SweepsProcess> started = [];

    /// <param name="servers">What the environment says of the coordinator; null: nothing.</param>
    public Terminal(string? servers = null, string? token = null)
    {
        foreach (var name in (string[])["SWEEPS_SERVER", "SWEEPS_TOKEN", "SWEEPS_CA", "SWEEPS_KUBE_CONTEXT", "SWEEPS_NAMESPACE", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"]) Environment[name] = null;
        Environment["HOME"] = folder.Path;
        Environment["SWEEPS_SERVER"] = servers;
        Environment["SWEEPS_TOKEN"] = token;
    }

    public Dictionary<string, string?> Environment { get; } = [];

    public string Root => folder.Path;

    public string File(string name) => folder.File(name);

    public SweepsProcess Start(params IReadOnlyList<string> arguments)
    {
        var process = SweepsProcess.Start(folder.Path, Set, arguments);
        started.Add(process);
        return process;
    }

    /// <summary>Runs <c>sweeps</c> to its end.</summary>
    public Task<Ended> Sweeps(params IReadOnlyList<string> arguments) => Start(arguments).End();

    /// <summary>Runs it, and returns what it says when it is refused with an exit code.</summary>
    public async Task<string> Refused(int code, params IReadOnlyList<string> arguments)
    {
        var ended = (await Sweeps(arguments)).With(code);
        Assert.Equal("", ended.Output);
        return ended.Errors;
    }

    public void Set(IDictionary<string, string?> environment)
    {
        foreach (var (name, value) in Environment)
        {
            if (value is null) environment.Remove(name);
            else environment[name] = value;
        }
    }

    public void Dispose()
    {
        foreach (var process in started) process.Dispose();
        folder.Dispose();
    }
}
