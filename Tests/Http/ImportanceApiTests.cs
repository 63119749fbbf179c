using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Coordinator.Client;
using Coordinator.Deciding.Sweeps;
using Coordinator.Http;
using Coordinator.Local;
using Tests.Cli;

namespace Tests.Http;

/// <summary>What a sweep teaches, asked of a coordinator and of a directory.</summary>
public sealed class ImportanceApiTests : IAsyncLifetime
{
    private LearntSweep learnt = null!;

    public async ValueTask InitializeAsync() => learnt = await LearntSweep.Launched(12);

    public ValueTask DisposeAsync() => learnt.DisposeAsync();

    [Fact]
    public async Task A_coordinator_and_its_directory_tell_the_same()
    {
        await using var client = learnt.Small.Live.Connect();
        await using var stored = await StoredSweepSource.Open(Path.GetDirectoryName(learnt.Small.Live.Coordinator.LedgerFile)!, default);

        var importance = await client.Importance(SmallSweep.Name, default);
        var surface = await client.Surface(SmallSweep.Name, "loss", "optimizer.adam.learning_rate", default);

        Assert.Equal((12, "optimizer.adam.learning_rate"), (importance.Trials, importance.Parameters[0].Path));
        Assert.Equal(["bce", "weighted_bce"], surface.X.At.Select(value => value.ToString()));
        Assert.Equal(JsonSerializer.Serialize(await stored.Importance(SmallSweep.Name, default), ApiJson.Default.SweepImportance), JsonSerializer.Serialize(importance, ApiJson.Default.SweepImportance));
        Assert.Equal(
            JsonSerializer.Serialize(await stored.Surface(SmallSweep.Name, "loss", "optimizer.adam.learning_rate", default), ApiJson.Default.SweepSurface),
            JsonSerializer.Serialize(surface, ApiJson.Default.SweepSurface));
        Assert.Equal("a surface is over two parameters, but got 'loss' twice: give another one", (await Assert.ThrowsAsync<RefusedException>(() => stored.Surface(SmallSweep.Name, "loss", "loss", default))).Message);
    }

    [Fact]
    public async Task Whoever_has_it_is_told_so_until_a_further_trial_is_completed()
    {
        using var first = await learnt.Small.Live.Client.GetAsync("/v1/sweeps/small/importance");
        await learnt.Propose(12);
        await learnt.Small.Claim();
        using var same = await Ask(first);
        await learnt.Small.Submit(new FleetCommand.Finish(await learnt.Small.Live.Coordinator.Reign.Read(state => state.Attempts.Keys.Single(state.IsLive)), [], Deciding.Scenario.Completed(0.9), DateTimeOffset.UnixEpoch));
        using var changed = await Ask(first);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotModified, HttpStatusCode.OK), (first.StatusCode, same.StatusCode, changed.StatusCode));
        Assert.Equal(13, (await changed.Content.ReadFromJsonAsync(ApiJson.Default.SweepImportance))!.Trials);
    }

    [Theory]
    [InlineData("importance", 404, "there is no sweep 'nobody' here", "nobody")]
    [InlineData("surface?x=loss&y=optimizer", 404, "sweep 'small' leaves no parameter 'optimizer' open: known are loss, loss.weighted_bce.pos_weight, optimizer.adam.learning_rate")]
    [InlineData("surface?x=loss&y=loss", 422, "a surface is over two parameters, but got 'loss' twice: give another one")]
    [InlineData("surface?x=loss", 400, "`y` is a parameter's path, such as loss.focal.gamma, and has to be given")]
    [InlineData("timeline?after=-1", 400, "`after` must be a whole number from 0 to 9223372036854775806, but got '-1'")]
    public async Task What_is_not_there_or_not_asked_well_is_a_problem_that_says_the_rule(string path, int status, string detail, string sweep = "small")
    {
        using var reply = await learnt.Small.Live.Client.GetAsync($"/v1/sweeps/{sweep}/{path}");

        Assert.Equal((status, detail), ((int)reply.StatusCode, (await reply.Content.ReadFromJsonAsync(ApiJson.Default.Problem))!.Detail));
    }

    [Fact]
    public async Task Before_there_is_enough_it_says_why_and_a_surface_is_refused_for_now()
    {
        await using var early = await LearntSweep.Launched(3);

        var importance = await early.Small.Live.Client.GetFromJsonAsync("/v1/sweeps/small/importance", ApiJson.Default.SweepImportance);
        using var surface = await early.Small.Live.Client.GetAsync("/v1/sweeps/small/surface?x=loss&y=optimizer.adam.learning_rate");

        Assert.Equal("it takes 10 completed trials within the sweep's space, and there are 3", importance!.Reason);
        Assert.Equal(HttpStatusCode.Conflict, surface.StatusCode);
    }

    private async Task<HttpResponseMessage> Ask(HttpResponseMessage had)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, had.RequestMessage!.RequestUri);
        request.Headers.IfNoneMatch.Add(had.Headers.ETag!);
        return await learnt.Small.Live.Client.SendAsync(request);
    }
}
