using System.CommandLine;
using Coordinator.Client;
using Coordinator.Local;

namespace Coordinator.Cli;

/// <summary>Whose sweeps a verb shows: a coordinator's where one is named, else those of a state directory of this machine.</summary>
internal sealed class SourceOptions
{
    private readonly ClientOptions server = new();
    private readonly Option<string> state = CommonOptions.State();

    public void AddTo(Command command)
    {
        command.Add(state);
        server.AddTo(command);
    }

    /// <summary>A state directory that is named goes before the environment's server; both on one command line are a mistake.</summary>
    public bool IsServer(ParseResult parsed)
    {
        var namesState = parsed.GetResult(state) is { Implicit: false };
        if (namesState && server.IsGiven(parsed)) throw new RefusedException("--server or --kube-context, and --state, name two places to look at: give one of them");
        return !namesState && server.IsKnown(parsed);
    }

    public ClientOptions Client => server;

    public string State(ParseResult parsed) => parsed.GetValue(state)!;

    public async Task<ISweepSource> Open(ParseResult parsed, CancellationToken cancellation) =>
        IsServer(parsed) ? await server.Connect(parsed, cancellation) : await StoredSweepSource.Open(State(parsed), cancellation);

    /// <summary>For completions: in silence, and only what answers at once.</summary>
    public async Task<ISweepSource> OpenQuietly(ParseResult parsed, TimeSpan patience, CancellationToken cancellation) =>
        IsServer(parsed) ? await server.Connect(parsed, patience, _ => { }, cancellation) : await StoredSweepSource.Open(State(parsed), cancellation);
}
