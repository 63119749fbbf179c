using System.Net.Http.Headers;
using Coordinator.Artefacts;
using Coordinator.Client;
using Coordinator.Deciding.Access;
using Coordinator.Deciding.Sweeps;
using Coordinator.Http;
using Coordinator.Ledger;
using Coordinator.Logs;
using Coordinator.Metrics;
using Coordinator.Running;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tests.Deciding;
using Tests.Running;

namespace Tests.Http;

/// <summary>A coordinator that serves on loopback, with a token that may do everything and one of each role.</summary>
internal sealed class LiveServer : IAsyncDisposable
{
    public const string Everything = "the.token.that.may.do.everything";

    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<IAsyncDisposable> parts = [];
    private readonly List<HttpClient> clients = [];
    private readonly Dictionary<Role, TokenText> tokens = [];
    private readonly CoordinatorMetrics metrics = new(() => true, "test");
    private ServedParts served = null!;

    public LiveCoordinator Coordinator { get; private set; } = null!;

    public CoordinatorServer Server { get; private set; } = null!;

    /// <summary>Speaks with the token that may do everything.</summary>
    public HttpClient Client { get; private set; } = null!;

    public CoordinatorMetrics Metrics => metrics;

    public ILedgerReader Reader => served.Ledger;

    public ILogTable Logs { get; private set; } = null!;

    public LedgerTail Tail => served.Tail;

    /// <param name="launch">Launches the sweep of <see cref="Scenario"/> with so many trials, and lets ada join; 0: does not.</param>
    /// <param name="artefacts">null: a directory of the coordinator's own.</param>
    public static async Task<LiveServer> Start(int launch = 3, ServerOptions? options = null, ILogger? logger = null, IArtefactStore? artefacts = null)
    {
        var live = new LiveServer();
        try
        {
            await live.Begin(launch, options, logger, artefacts);
            return live;
        }
        catch
        {
            await live.DisposeAsync();
            throw;
        }
    }

    private async Task Begin(int launch, ServerOptions? options, ILogger? logger, IArtefactStore? artefacts)
    {
        var book = new TokenBook([new BootstrapToken(new Caller("everything", Role.Admin, true), Everything)]);
        var tail = new LedgerTail();
        Coordinator = await LiveCoordinator.Begin(TimeProvider.System, null, book, tail, new LedgerCounts(metrics));
        parts.Add(Coordinator);
        var reader = SqliteLedgerReader.Open(Coordinator.LedgerFile);
        parts.Add(reader);
        Logs = SqliteLogTable.Open(Coordinator.LedgerFile);
        parts.Add(Logs);
        var standing = new SoleStanding(new Office(Coordinator.Reign, Coordinator.Desk, Coordinator.Leases));
        served = new ServedParts(standing, reader, book, tail, artefacts ?? Coordinator.Artefacts, new TrialLogs(Logs), metrics, new ReignLog(logger ?? NullLogger.Instance), TimeProvider.System);
        Server = await Serve(standing, options);
        Client = Speak(Everything);
        foreach (var role in Enum.GetValues<Role>()) tokens[role] = await Create(role);
        if (launch > 0) await Coordinator.Launch(TimeProvider.System, launch);
    }

    /// <summary>Another server over the same ledger, such as a stand-by's.</summary>
    public async Task<CoordinatorServer> Serve(IStanding standing, ServerOptions? options = null)
    {
        var server = await CoordinatorServer.Start(options ?? ServerOptions.Loopback(), served with { Standing = standing }, default);
        parts.Add(server);
        return server;
    }

    /// <summary>Ends one of the servers before its time.</summary>
    public async Task End(CoordinatorServer server)
    {
        parts.Remove(server);
        await server.DisposeAsync();
    }

    public TokenText Token(Role role) => tokens[role];

    public HttpClient As(Role role) => Speak(tokens[role].ToString());

    /// <summary>A client with a token, or without one.</summary>
    public HttpClient Speak(string? token)
    {
        var client = new HttpClient { BaseAddress = Server.Address };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        clients.Add(client);
        return client;
    }

    /// <summary>The program's own client, with the token that may do everything.</summary>
    public SweepsClient Connect() => new(new ServerConnection([Server.Address], Everything, null, TimeSpan.Zero), TimeProvider.System);

    public async Task<TokenText> Create(Role role)
    {
        var token = TokenText.Draw();
        var created = await Coordinator.Submit(new FleetCommand.CreateToken(token.Id, $"a {role}", role, TokenText.HashOf(token.Secret), Now));
        Assert.Null(created.Rejection);
        return token;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients) client.Dispose();
        foreach (var part in Enumerable.Reverse(parts)) await part.DisposeAsync();
        metrics.Dispose();
    }
}
