using System.Text.Json;
using Coordinator.Deciding.Access;
using Coordinator.Deciding.Sweeps;
using Tests.Agent;
using Tests.Artefacts;
using Tests.Deciding;
using Tests.EndToEnd;
using Tests.Http;

namespace Tests.Cli;

/// <summary><c>sweeps logs</c>: what trainers printed, from a coordinator and from a state directory, with a real worker and a real trainer.</summary>
public sealed class LogsTests : IAsyncLifetime
{
    /// <summary>Is killed at its first attempt; at its second it prints something evil, waits until it may go on, and finishes.</summary>
    private const string Trainer = """
        read -r line; request
        if [ ! -e tried ]; then touch tried; echo 'first try' >&2; kill -KILL $$; fi
        printf '\033[2Jcleared?\n'
        until [ -e go ]; do sleep 0.05; done
        echo done
        finished '"validation.macro_ap":0.5' ''
        """;

    private readonly TemporaryFolder folder = new();
    private LiveServer live = null!;
    private Terminal viewer = null!;
    private AgentRun agent = null!;

    public async ValueTask InitializeAsync()
    {
        live = await LiveServer.Start(launch: 0);
        var data = new Content(3);
        await live.Coordinator.Artefacts.Store(data.Address, data.ToStream(), default);
        Assert.Null((await live.Coordinator.Submit(new FleetCommand.Launch(Scenario.Spec(1), "text", data.Address, TimeProvider.System.GetUtcNow()))).Rejection);
        agent = AgentRun.Start(AgentRun.Options(live.Server.Address, folder, Trainer) with { Token = LiveServer.Everything });
        viewer = new Terminal(live.Server.Address.ToString(), live.Token(Role.Viewer).ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await agent.DisposeAsync();
        viewer.Dispose();
        await live.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_log_is_followed_over_attempts_while_the_trial_runs_and_ends_with_it(bool fromState)
    {
        var following = viewer.Start(["logs", "rare", "0", "--follow", .. From(fromState)]);
        await Soon.Happens(Prints(following, "cleared?"), "the second attempt's line");
        Assert.False(following.HasEnded);
        await File.WriteAllTextAsync(folder.File("state/go"), "");

        var ended = (await following.End()).With(code: 0);

        // No trainer clears anybody's screen.
        Assert.Equal("first try\n\\e[2Jcleared?\ndone\n", ended.Output);
        Assert.Equal("sweeps: attempt 2:", ended.Errors);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_attempts_log_is_shown_alone_and_for_scripts_as_it_was(bool fromState)
    {
        Directory.CreateDirectory(folder.File("state"));
        await File.WriteAllTextAsync(folder.File("state/go"), "");
        (await viewer.Sweeps(["logs", "rare", "0", "-f", .. From(false)])).With(code: 0);

        var second = (await viewer.Sweeps(["logs", "rare", "0", "--attempt", "2", "--json", .. From(fromState)])).With(code: 0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var refused = await viewer.Refused(2, ["logs", "rare", "0", "--attempt", "3", .. From(fromState)]);

        var line = JsonElement.Parse(second[0]);
        Assert.Equal((2, 1, "\u001b[2Jcleared?"), (line.GetProperty("attempt").GetInt32(), line.GetProperty("sequence").GetInt32(), line.GetProperty("text").GetString()));
        Assert.Equal(2, second.Length);
        Assert.Equal("sweeps: trial 0 of sweep 'rare' has had 2 attempts, so that there is no attempt 3", refused);
    }

    private string[] From(bool state) => state ? ["--state", Path.GetDirectoryName(live.Coordinator.LedgerFile)!] : [];

    private static async Task Prints(SweepsProcess process, string text)
    {
        while (!process.OutputSoFar.Contains(text, StringComparison.Ordinal)) await Task.Yield();
    }
}
