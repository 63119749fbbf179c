using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Coordinator.Deciding.Access;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Coordinator.Http;
using Coordinator.Running;
using Shared.Protocol;
using Shared.Spec;
using Shared.Trials;
using Tests.Deciding;
using Tests.EndToEnd;
using Tests.Http;

namespace Tests.Cli;

/// <summary>A coordinator on loopback with the sweep <c>small</c> of eight trials, a worker <c>ada</c> whose part the test plays, and a terminal.</summary>
internal sealed class SmallSweep : IAsyncDisposable
{
    public static readonly SweepName Name = SweepName.Parse("small");

    private readonly List<Terminal> terminals = [];
    private long claims;

    private SmallSweep(LiveServer live) => (Live, Terminal) = (live, new Terminal(live.Server.Address.ToString(), LiveServer.Everything));

    public LiveServer Live { get; }

    /// <summary>Whose environment names the coordinator, with a token that may do everything.</summary>
    public Terminal Terminal { get; }

    public static async Task<SmallSweep> Launched(ServerOptions? options = null)
    {
        var small = new SmallSweep(await LiveServer.Start(launch: 0, options));
        await small.Launch(Specs.Small);
        await small.Submit(new FleetCommand.Join(Scenario.Ada, 1, "cpu", Now));
        return small;
    }

    public async Task Launch(string spec) =>
        await Submit(new FleetCommand.Launch(((SpecReading.Accepted)SpecReader.Read(spec)).Spec, spec, Scenario.Data, Now));

    /// <summary>A terminal whose token has this role.</summary>
    public Terminal As(Role role) => At(Live.Server.Address.ToString(), Live.Token(role).ToString());

    public Terminal At(string? servers, string? token)
    {
        var terminal = new Terminal(servers, token);
        terminals.Add(terminal);
        return terminal;
    }

    public Task<SweepPhase> Phase() => Live.Coordinator.Reign.Read(state => SweepPhases.Of(state.Sweep(Name)!));

    /// <summary>Ada claims the next trial.</summary>
    public async Task<AttemptToken> Claim() => (await Live.Coordinator.Claim(++claims)).Value!.Token;

    /// <summary>Ada trains the next trial to a result.</summary>
    /// <param name="weights">What it stores as its weights; null: nothing.</param>
    public async Task Complete(double value, string? weights = null)
    {
        var completed = Scenario.Completed(value);
        await Finish(weights is null ? completed : completed with { Artefacts = ImmutableDictionary<string, ArtefactAddress>.Empty.Add("weights", await Store(weights)) });
    }

    public Task Fail(string message) => Finish(new AttemptResult.Failed(FailureKind.Diverged, message));

    public async Task<ArtefactAddress> Store(string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        var address = ArtefactAddress.Parse(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        Assert.Null(await Live.Coordinator.Artefacts.Store(address, new MemoryStream(bytes), default));
        return address;
    }

    public async Task Submit(FleetCommand command) => Assert.Null((await Live.Coordinator.Submit(command)).Rejection);

    public async ValueTask DisposeAsync()
    {
        Terminal.Dispose();
        foreach (var terminal in terminals) terminal.Dispose();
        await Live.DisposeAsync();
    }

    private async Task Finish(AttemptResult result) => await Submit(new FleetCommand.Finish(await Claim(), [], result, Now));

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();
}
