using System.CommandLine;
using System.CommandLine.Parsing;
using Coordinator.Client;
using Coordinator.Kubernetes;
using Coordinator.Local;
using Shared.Spec;

namespace Coordinator.Cli;

/// <summary>Where the coordinator is, whose token is shown, and how long to wait for an answer.</summary>
internal sealed class ClientOptions
{
    public const string ServerVariable = "SWEEPS_SERVER", AuthorityVariable = "SWEEPS_CA", ContextVariable = "SWEEPS_KUBE_CONTEXT", NamespaceVariable = "SWEEPS_NAMESPACE";

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Option<string?> server = new("--server") { Description = $"The coordinator, several with commas between (or {ServerVariable})", HelpName = "URL[,URL]" };
    private readonly Option<string?> context = new("--kube-context") { Description = $"Instead of --server: those in a Kubernetes cluster, by kubectl and this context of its configuration (or {ContextVariable})", HelpName = "CONTEXT" };
    private readonly Option<string?> inNamespace = new("--namespace") { Description = $"Where they are in the cluster; alone: of kubectl's current context (or {NamespaceVariable}; default: {Kubectl.UsualNamespace})", HelpName = "NAME" };
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
        foreach (var option in (Option[])[server, context, inNamespace, tokenFile, authority, patience]) command.Add(option);
    }

    /// <summary>Whether the command line itself names a coordinator.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(server) is not null || parsed.GetValue(context) is not null || parsed.GetValue(inNamespace) is not null;

    public bool IsKnown(ParseResult parsed) => Servers(parsed) is not null || Cluster(parsed) is not null;

    /// <summary>What the command line itself says of it; null: nothing.</summary>
    public TimeSpan? GivenPatience(ParseResult parsed) => parsed.GetResult(patience) is { Implicit: false } ? parsed.GetValue(patience) : null;

    /// <summary>Where coordinators are that are reached through kubectl; null: they are not.</summary>
    /// <exception cref="RefusedException">Two places are named with equal right.</exception>
    public Kubectl? Cluster(ParseResult parsed)
    {
        var (givenServer, givenContext, givenNamespace) = (parsed.GetValue(server), parsed.GetValue(context), parsed.GetValue(inNamespace));
        if (givenServer is not null && (givenContext ?? givenNamespace) is not null) throw new RefusedException("--server and --kube-context name two places to look at: give one of them");
        if (givenServer is not null) return null;
        var chosen = givenContext ?? Variable(ContextVariable);
        if ((givenContext ?? givenNamespace) is null)
        {
            if (chosen is null) return null;
            if (Variable(ServerVariable) is not null) throw new RefusedException($"{ServerVariable} and {ContextVariable} name two places to look at: unset one of them");
        }
        return new Kubectl(chosen, givenNamespace ?? Variable(NamespaceVariable) ?? Kubectl.UsualNamespace);
    }

    /// <exception cref="RefusedException">No coordinator is named, or no token is found.</exception>
    /// <exception cref="SetUpException">kubectl leads nowhere.</exception>
    public Task<SweepsClient> Connect(ParseResult parsed, CancellationToken cancellation) => Connect(parsed, parsed.GetValue(patience), Warn, cancellation);

    public async Task<SweepsClient> Connect(ParseResult parsed, TimeSpan patience, Action<string> warn, CancellationToken cancellation) =>
        new(await Open(parsed, patience, warn, cancellation), TimeProvider.System);

    /// <summary>Finds the way to the coordinators; nothing is asked of them yet.</summary>
    public async Task<ServerConnection> Open(ParseResult parsed, TimeSpan patience, Action<string> warn, CancellationToken cancellation) =>
        Cluster(parsed) is { } kubectl ? await Connection(kubectl, parsed, patience, warn, cancellation) : Connection(parsed, patience, warn);

    public static void Warn(string warning) => Console.Error.WriteLine($"sweeps: warning: {warning}");

    private ServerConnection Connection(ParseResult parsed, TimeSpan patience, Action<string> warn)
    {
        var servers = Servers(parsed) ?? throw new RefusedException($"this command needs a coordinator: name it with --server URL or in {ServerVariable}, or with --kube-context where it is in Kubernetes");
        return new ServerConnection(ServerConnection.ParseServers(servers), ClientToken.Find(parsed.GetValue(tokenFile), warn), Authority(parsed), patience);
    }

    /// <summary>Token and authority as ever; where nobody gives them, those that are in the namespace.</summary>
    private async Task<ServerConnection> Connection(Kubectl kubectl, ParseResult parsed, TimeSpan patience, Action<string> warn, CancellationToken cancellation)
    {
        var scheme = await Installation.Scheme(kubectl, cancellation);
        var token = ClientToken.IsThere(parsed.GetValue(tokenFile)) ? ClientToken.Find(parsed.GetValue(tokenFile), warn)
            : await Installation.Secret(kubectl, Installation.AdminSecret, "token", cancellation)
                ?? throw new RefusedException(
                    $"a coordinator asks for a token, and kubectl may not read the Secret '{Installation.AdminSecret}' in {kubectl.Place} or there is none: name a token's file with --token-file, put it into {ClientToken.Variable}, or write it to {ClientToken.DefaultFile}");
        var authority = Authority(parsed);
        if (authority is null && scheme == Uri.UriSchemeHttps)
            authority = await Installation.Secret(kubectl, Installation.TlsSecret, "ca.crt", cancellation) is { } pem ? new TrustedAuthority($"the Secret '{Installation.TlsSecret}'", pem) : null;
        var forward = await PortForward.Open(kubectl, cancellation);
        // By this name the certificate knows a port-forward.
        var host = scheme == Uri.UriSchemeHttps ? "localhost" : "127.0.0.1";
        return new ServerConnection([new Uri($"{scheme}://{host}:{forward.LocalPort}/")], token, authority, patience) { Way = forward };
    }

    private TrustedAuthority? Authority(ParseResult parsed) => (parsed.GetValue(authority) ?? Variable(AuthorityVariable)) is { } file ? TrustedAuthority.FromFile(file) : null;

    private string? Servers(ParseResult parsed) => parsed.GetValue(server) ?? Variable(ServerVariable);

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? text : null;

    private static TimeSpan ReadTime(ArgumentResult result)
    {
        if (Duration.TryParse(result.Tokens[0].Value, out var time)) return time;
        result.AddError($"--patience must be {Duration.Rule}, but got '{result.Tokens[0].Value}'");
        return default;
    }
}
