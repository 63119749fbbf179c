using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Coordinator.Client;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Coordinator.Http;
using Shared.Protocol;
using Shared.Space;
using Shared.Spec;
using Shared.Trials;
using Tests.Deciding;

namespace Tests.Http;

/// <summary>The whole table of a sweep's trials at once.</summary>
public sealed class ColumnsApiTests : IAsyncLifetime
{
    private LiveServer live = null!;

    public async ValueTask InitializeAsync() => live = await LiveServer.Start(launch: 5);

    public ValueTask DisposeAsync() => live.DisposeAsync();

    [Fact]
    public async Task Each_trial_has_an_entry_in_every_column_wherever_it_stands()
    {
        await Finish(1, Scenario.Completed(0.25));
        await Propose(1, "mse");
        await Finish(2, Scenario.Completed(0.5));
        await Propose(2, "bce");
        await Finish(3, new AttemptResult.Failed(FailureKind.Diverged, "not finite"));
        await Propose(3, "mse");
        var running = await live.Coordinator.Claim(4);
        await live.Coordinator.Submit(new FleetCommand.Measure(running.Value!.Token, [Scenario.Measured(1, 0.125), Scenario.Measured(2, 0.375)], DateTimeOffset.UnixEpoch));
        await Propose(4, "bce");

        var columns = await Columns();

        Assert.Equal(("rare", "validation.macro_ap", true), (columns.Sweep.ToString(), columns.Objective, columns.Maximise));
        Assert.Equal((1, 0, 0), (columns.Best, columns.Baseline, columns.BestBce));
        Assert.Equal(["completed", "completed", "diverged", "running", "waiting"], columns.Outcome.Select(index => columns.Outcomes[index]));
        Assert.Equal(["baseline", "tpe/1", "tpe/1", "tpe/1", "tpe/1"], columns.Origin.Select(index => columns.Origins[index]));
        Assert.Equal([0.25, 0.5, null, null, null], columns.Value);
        Assert.Equal([1.5, 1.5, null, null, null], columns.Seconds);
        Assert.Equal([2, 2, null, null, null], columns.BestEpoch);
        Assert.Equal([1, 1, 1, 1, 0], columns.Attempts);
        Assert.Equal([null, null, null, 2, null], columns.Epoch);
        Assert.Equal([null, null, null, 0.375, null], columns.Latest);
        Assert.Equal("loss", Assert.IsType<ParameterColumn.Choice>(Assert.Single(columns.Parameters)).Path);
        Assert.Equal([0, 1, 0, 1, 0], Assert.Single(columns.Assignment));
    }

    [Fact]
    public async Task What_is_not_finite_is_null_and_the_reply_stays_JSON()
    {
        var running = await live.Coordinator.Claim(1);
        await live.Coordinator.Submit(new FleetCommand.Measure(running.Value!.Token, [Scenario.Measured(1, double.NaN)], DateTimeOffset.UnixEpoch));

        var columns = JsonElement.Parse(await live.Client.GetStringAsync("/v1/sweeps/rare/columns"));

        Assert.Equal((JsonValueKind.Null, 1), (columns.GetProperty("latest")[0].ValueKind, columns.GetProperty("epoch")[0].GetInt32()));
    }

    [Fact]
    public async Task Parameters_are_those_left_open_with_their_domains_and_null_where_they_do_not_exist()
    {
        await Launch("""
            { loss: { choose: { bce: , focal: { gamma: { range: [0, 5] }, alpha: 0.25 } } }, resampling: none,
              optimizer: { adam: { learning_rate: { log: [1e-3, 3e-2] } } }, output_bias: { choose: [zero, prior] } }
            """, "model: { hidden: { choose: [[64], [128, 64]] } }", "training: { epochs: { int: [5, 10] }, batch_size: 256 }");

        var columns = await Columns("space");
        var json = JsonElement.Parse(await live.Client.GetStringAsync("/v1/sweeps/space/columns")).GetProperty("parameters");

        Assert.Equal("model.hidden training.epochs loss loss.focal.gamma optimizer.adam.learning_rate output_bias", string.Join(' ', columns.Parameters.Select(parameter => parameter.Path)));
        Assert.Equal("""{"kind":"choice","path":"model.hidden","options":[[64],[128,64]]}""", Ordered(json[0]));
        Assert.Equal("""{"kind":"whole","path":"training.epochs","low":5,"high":10,"log":false}""", Ordered(json[1]));
        Assert.Equal("""{"kind":"real","path":"optimizer.adam.learning_rate","low":0.001,"high":0.03,"log":true}""", Ordered(json[4]));
        Assert.Null(columns.Assignment[3][0]);
        Assert.Equal(0.008, columns.Assignment[4][0]);
    }

    [Fact]
    public async Task What_a_baseline_has_outside_of_the_space_is_told_as_a_further_option()
    {
        await Launch("{ loss: { focal: { gamma: { range: [0, 5] } } }, resampling: none, optimizer: { choose: { rmsprop: all, sgd: all } }, output_bias: zero }");
        await live.Coordinator.Submit(new FleetCommand.Propose(SweepName.Parse("space"), 1, await Legal("space"), "tpe/1", 1, DateTimeOffset.UnixEpoch));

        var columns = await Columns("space");

        var (loss, optimizer) = (Options(columns, "loss"), Options(columns, "optimizer"));
        Assert.Equal(("focal bce", "rmsprop sgd adam"), (loss.Names, optimizer.Names));
        Assert.Equal((1, 2), (loss.Values[0], optimizer.Values[0]));
        // Trials do not differ in it: only the baseline has it.
        Assert.DoesNotContain(columns.Parameters, parameter => parameter.Path == "optimizer.adam.learning_rate");
    }

    [Fact]
    public async Task Whoever_has_it_is_told_so_until_something_changes_in_this_very_sweep()
    {
        using var first = await live.Client.GetAsync("/v1/sweeps/rare/columns");
        await Launch("{ loss: { choose: [bce, mse] } }");
        using var same = await Ask(first.Headers.ETag!.ToString());
        using var several = await Ask($"\"other\", {first.Headers.ETag}");
        await live.Coordinator.Submit(new FleetCommand.Propose(Scenario.Sweep, 1, Scenario.Choose("mse"), "tpe/1", 1, DateTimeOffset.UnixEpoch));
        using var changed = await Ask(first.Headers.ETag.ToString());

        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.NotModified, HttpStatusCode.OK), (same.StatusCode, several.StatusCode, changed.StatusCode));
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());
        Assert.Equal(first.Headers.ETag, same.Headers.ETag);
        Assert.NotEqual(first.Headers.ETag, changed.Headers.ETag);
        Assert.True(same.Headers.Contains(RequestParameters.PositionHeader));
    }

    [Fact]
    public async Task It_is_compressed_for_whoever_accepts_that_and_for_nobody_else()
    {
        await Launch("{ loss: { choose: all }, optimizer: { choose: all } }");
        var plain = await live.Client.GetByteArrayAsync("/v1/sweeps/space/columns");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/sweeps/space/columns");
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var reply = await live.Client.SendAsync(request);
        using var refusing = new HttpRequestMessage(HttpMethod.Get, "/v1/sweeps/space/columns");
        refusing.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip", 0));
        using var refused = await live.Client.SendAsync(refusing);

        Assert.Equal("gzip", Assert.Single(reply.Content.Headers.ContentEncoding));
        using var unpacked = new MemoryStream();
        await new GZipStream(await reply.Content.ReadAsStreamAsync(), CompressionMode.Decompress).CopyToAsync(unpacked);
        Assert.Equal(plain, unpacked.ToArray());
        Assert.Empty(refused.Content.Headers.ContentEncoding);
        Assert.True(reply.Content.Headers.ContentLength < plain.Length);
    }

    [Fact]
    public async Task A_coordinator_and_its_directory_tell_the_same()
    {
        await Finish(1, Scenario.Completed(0.25));
        await Propose(1, "mse");
        await using var stored = await StoredSweepSource.Open(Path.GetDirectoryName(live.Coordinator.LedgerFile)!, default);
        await using var client = live.Connect();

        Assert.Equal(Text(await stored.Columns(Scenario.Sweep, default)), Text(await client.Columns(Scenario.Sweep, default)));
        Assert.Equal([0.25, null], (await client.Columns(Scenario.Sweep, default)).Value);
    }

    private static string Text(TrialColumns columns) => JsonSerializer.Serialize(columns, ApiJson.Default.TrialColumns);

    /// <summary>Members in the order in which people write them down.</summary>
    private static string Ordered(JsonElement parameter) =>
        $"{{{string.Join(',', new[] { "kind", "path", "options", "low", "high", "log" }.Where(name => parameter.TryGetProperty(name, out _)).Select(name => $"\"{name}\":{parameter.GetProperty(name).GetRawText()}"))}}}";

    private static (string Names, double?[] Values) Options(TrialColumns columns, string path)
    {
        var index = columns.Parameters.ToList().FindIndex(parameter => parameter.Path == path);
        return (string.Join(' ', ((ParameterColumn.Choice)columns.Parameters[index]).Options), columns.Assignment[index]);
    }

    private Task<HttpResponseMessage> Ask(string tag)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/sweeps/rare/columns");
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return live.Client.SendAsync(request);
    }

    private async Task<TrialColumns> Columns(string sweep = "rare")
    {
        await using var client = live.Connect();
        return await client.Columns(SweepName.Parse(sweep), default);
    }

    private Task<Assignment> Legal(string sweep) => live.Coordinator.Reign.Read(state => Feasibility.FindLegal(state.Sweep(SweepName.Parse(sweep))!.Spec.Space)!);

    private async Task Launch(string search, params string[] more)
    {
        var text = $$"""
            name: space
            objective: validation.macro_ap
            trials: 40
            data: { format: debtags, rows: 10000, labels: 512, min_positives: 5 }
            search: {{search}}
            {{string.Join('\n', more)}}
            """;
        var spec = Assert.IsType<SpecReading.Accepted>(SpecReader.Read(text)).Spec;
        Assert.Null((await live.Coordinator.Submit(new FleetCommand.Launch(spec, text, Scenario.Data, DateTimeOffset.UnixEpoch))).Rejection);
    }

    private Task Propose(int trial, string loss) =>
        live.Coordinator.Submit(new FleetCommand.Propose(Scenario.Sweep, trial, Scenario.Choose(loss), "tpe/1", 1, DateTimeOffset.UnixEpoch));

    private async Task Finish(long claim, AttemptResult result)
    {
        var grant = await live.Coordinator.Claim(claim);
        Assert.Null((await live.Coordinator.Submit(new FleetCommand.Finish(grant.Value!.Token, [], result, DateTimeOffset.UnixEpoch))).Rejection);
    }
}
