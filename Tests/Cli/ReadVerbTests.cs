using System.Text.Json;
using Coordinator.Deciding.Access;
using Coordinator.Deciding.Views;

namespace Tests.Cli;

/// <summary>Verbs that look at a coordinator's sweeps; a viewer may use them all.</summary>
public sealed class ReadVerbTests : IAsyncLifetime
{
    private SmallSweep small = null!;
    private Terminal viewer = null!;

    public async ValueTask InitializeAsync()
    {
        small = await SmallSweep.Launched();
        viewer = small.As(Role.Viewer);
    }

    public ValueTask DisposeAsync() => small.DisposeAsync();

    [Fact]
    public async Task Sweeps_are_listed_by_name()
    {
        await small.Complete(0.25);
        await small.Launch(EndToEnd.Specs.Small.Replace("name: small", "name: another", StringComparison.Ordinal));

        var lines = Lines((await viewer.Sweeps("list", "--json")).With(code: 0).Output);
        var table = (await viewer.Sweeps("list")).With(code: 0).Output;

        Assert.Equal(["another", "small"], lines.Select(line => line.GetProperty("sweep").GetString()));
        Assert.Matches(@"another +active +0/8 +0 +0 +- +validation\.macro_ap +0s", table);
        Assert.Matches(@"small +active +1/8 +0 +0 +0\.2500 +validation\.macro_ap", table);
    }

    [Fact]
    public async Task Status_says_how_a_sweep_stands()
    {
        await small.Complete(0.25);
        await small.Complete(0.5);

        var json = (await viewer.Sweeps("status", "small", "--json")).With(code: 0).Json;
        var lines = (await viewer.Sweeps("status", "small")).With(code: 0).Output.Split('\n');

        Assert.Equal(("active", 2, 1), (json.GetProperty("state").GetString(), json.GetProperty("trials").GetProperty("completed").GetInt32(), json.GetProperty("best").GetProperty("trial").GetInt32()));
        Assert.Matches(@"^small: 2 completed.* of 8 trials, .* used; not ended$", lines[0]);
        Assert.StartsWith("Best is trial 1: validation.macro_ap 0.5000 (test 0.4900); baseline 0.2500 (test 0.2400); ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("  weighted_bce (pos_weight ", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trials_come_as_a_table_or_an_object_a_line()
    {
        await small.Complete(0.25);
        await small.Claim();

        var lines = Lines((await viewer.Sweeps("trials", "small", "--json")).With(code: 0).Output);
        var table = (await viewer.Sweeps("trials", "small")).With(code: 0).Output;

        Assert.Equal(["completed", "running"], lines.Take(2).Select(line => line.GetProperty("outcome").GetString()));
        Assert.Matches(@"  0 +0\.2500 +0\.2400 +2 +1\.5 +completed +bce, .* = the baseline", table);
    }

    [Fact]
    public async Task The_best_is_a_spec_once_there_is_one()
    {
        Assert.Equal("sweeps: no trial of sweep 'small' is completed yet", (await viewer.Sweeps("best", "small")).With(code: 3).Errors);
        await small.Complete(0.25);

        (await viewer.Sweeps("best", "small", "-o", "best.yaml")).With(code: 0);

        Assert.Contains("\n  loss: bce\n", await File.ReadAllTextAsync(viewer.File("best.yaml")), StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllTextAsync(viewer.File("best.yaml")), (await viewer.Sweeps("best", "small")).With(code: 0).Output);
    }

    [Fact]
    public async Task Workers_are_listed_with_what_they_train()
    {
        await small.Claim();

        var line = (await viewer.Sweeps("workers", "--json")).With(code: 0).Json;

        Assert.Equal(("ada", "ready", 0), (line.GetProperty("name").GetString(), line.GetProperty("state").GetString(), line.GetProperty("running")[0].GetProperty("trial").GetInt32()));
        Assert.Matches(@"ada +ready +cpu +1 +.*small/0", (await viewer.Sweeps("workers")).With(code: 0).Output);
    }

    [Fact]
    public async Task Events_are_those_of_a_sweep_after_a_position_or_all()
    {
        await small.Complete(0.25);

        var all = Lines((await viewer.Sweeps("events", "--all", "--json")).With(code: 0).Output);
        var own = Lines((await viewer.Sweeps("events", "small", "--json")).With(code: 0).Output);
        var launched = own[0].GetProperty("position").GetInt64();
        var after = Lines((await viewer.Sweeps("events", "small", "--json", "--after", $"{launched}")).With(code: 0).Output);
        var text = (await viewer.Sweeps("events", "small")).With(code: 0).Output;

        Assert.Equal(("leadership_taken", "sweep_launched"), (Type(all[0]), Type(own[0])));
        Assert.Equal(own.Skip(1).Select(item => item.GetRawText()), after.Select(item => item.GetRawText()));
        Assert.Contains(all, item => Type(item) == "worker_joined");
        Assert.Matches(@"\n +\d+  \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ  trial_completed +\{.*""trial"":0,", text);
        Assert.DoesNotContain(all, item => item.GetRawText().Contains("\"incarnation\":\"1\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Events_are_of_one_sweep_or_of_all()
    {
        const string rule = "sweeps: events are those of one sweep or of all: give its name or --all";

        Assert.Equal([rule, rule], [await viewer.Refused(2, "events"), await viewer.Refused(2, "events", "small", "--all")]);
    }

    [Fact]
    public async Task A_state_directory_that_is_named_goes_before_the_environments_server() => Assert.Equal(
        $"sweeps: there is no sweep here: {viewer.File("elsewhere/ledger.db")} does not exist", await viewer.Refused(2, "status", "small", "--state", "elsewhere"));

    [Fact]
    public async Task A_reader_is_never_shown_what_was_before_what_it_has_seen()
    {
        // The position that a reply told goes along with the command's next request.
        var seen = new List<string>();
        await using var server = await StrangeServer.Start(async context =>
        {
            seen.Add(context.Request.Headers["Sweeps-Position"].ToString());
            context.Response.Headers["Sweeps-Position"] = "17";
            context.Response.ContentType = "application/json";
            var next = seen.Count == 1 ? "\"a\"" : "null";
            await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes($$"""{"sweeps":[],"next":{{next}}}"""));
        });

        (await small.At(server.Address.ToString(), "a.token.of.this.test.alone").Sweeps("list")).With(code: 0);

        Assert.Equal(["", "17"], seen);
    }

    private static string? Type(JsonElement item) => item.GetProperty("type").GetString();

    private static List<JsonElement> Lines(string output) => [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
}
