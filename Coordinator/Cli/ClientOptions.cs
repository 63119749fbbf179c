using System.CommandLine;
using System.CommandLine.Parsing;
using Coordinator.Client;
using Coordinator.Local;
using Shared.Spec;

namespace Coordinator.Cli;

/// <summary>Where the coordinator is, whose token is shown, and how long to wait for an answer.</summary>
internal sealed class ClientOptions
{
    public const string ServerVariable = "SWEEPS_SERVER", AuthorityVariable = "SWEEPS_CA";

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Option<string?> server = new("--server") { Description = $"The coordinator, several with commas between (or {ServerVariable})", HelpName = "URL[,URL]" };
    private readonly Option<string?> tokenFile = new("--token-file") { Description = $"A file with your token (or {ClientToken.Variable}, or ~/.config/sweeps/token)", HelpName = "FILE" };
    private readonly Option<string?> authority = new("--ca") { Description = $"PEM with the certificates to trust instead of the machine's (or {AuthorityVariable})", HelpName = "FILE" };

    private readonly Option<TimeSpan> patience = new("--patience")
    {
        Description = "How long to try while no coordinator answers (default: 30s)",
        HelpName = "TIME",
        CustomParser = ReadTime,
        DefaultValueFactory = _ => Patience,
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[server, tokenFile, authority, patience]) command.Add(option);
    }

    /// <summary>Whether the command line itself names a server.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(server) is not null;

    public bool IsKnown(ParseResult parsed) => Servers(parsed) is not null;

    /// <summary>What the command line itself says of it; null: nothing.</summary>
    public TimeSpan? GivenPatience(ParseResult parsed) => parsed.GetResult(patience) is { Implicit: false } ? parsed.GetValue(patience) : null;

    /// <exception cref="RefusedException">No server is named, or no token is found.</exception>
    public SweepsClient Connect(ParseResult parsed) => Connect(parsed, parsed.GetValue(patience), warning => Console.Error.WriteLine($"sweeps: warning: {warning}"));

    public SweepsClient Connect(ParseResult parsed, TimeSpan patience, Action<string> warn)
    {
        var servers = Servers(parsed) ?? throw new RefusedException($"this command needs a coordinator: name it with --server URL or in {ServerVariable}");
        var connection = new ServerConnection(
            ServerConnection.ParseServers(servers), ClientToken.Find(parsed.GetValue(tokenFile), warn), parsed.GetValue(authority) ?? Variable(AuthorityVariable), patience);
        return new SweepsClient(connection, TimeProvider.System);
    }

    private string? Servers(ParseResult parsed) => parsed.GetValue(server) ?? Variable(ServerVariable);

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? text : null;

    private static TimeSpan ReadTime(ArgumentResult result)
    {
        if (Duration.TryParse(result.Tokens[0].Value, out var time)) return time;
        result.AddError($"--patience must be {Duration.Rule}, but got '{result.Tokens[0].Value}'");
        return default;
    }
}
