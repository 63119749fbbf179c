using System.Net;
using System.Net.Http.Json;
using Coordinator.Deciding.Access;
using Coordinator.Deciding.Sweeps;
using Coordinator.Http;
using Tests.Agent;
using Tests.EndToEnd;

namespace Tests.Cli;

/// <summary>Launching a sweep on a coordinator: the data is prepared here, once.</summary>
public sealed class LaunchTests : IAsyncLifetime
{
    private SmallSweep small = null!;
    private Terminal operating = null!;

    public async ValueTask InitializeAsync()
    {
        small = await SmallSweep.Launched();
        operating = small.As(Role.Operator);
        MulanFiles.WriteDense(operating.Root);
        Write("spec.yaml", Specs.Small.Changed("name: small", "name: launched"));
    }

    public ValueTask DisposeAsync() => small.DisposeAsync();

    [Fact]
    public async Task A_sweep_is_launched_with_its_data_and_the_second_time_nothing_is_uploaded()
    {
        var first = (await operating.Sweeps("launch", "spec.yaml", "--json")).With(code: 0);
        var second = (await operating.Sweeps("launch", "spec.yaml", "--trials", "12", "--json")).With(code: 0);

        Assert.Contains(" MB of prepared data on ", first.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(" MB of prepared data on ", second.Errors, StringComparison.Ordinal);
        var data = first.Json.GetProperty("data").GetString()!;
        Assert.True(small.Live.Coordinator.Artefacts.Contains(Shared.Trials.ArtefactAddress.Parse(data)));
        Assert.Equal((8, 12), (Trials(first), Trials(second)));
        Assert.Equal(first.Json.GetProperty("launched_at").GetInt64(), second.Json.GetProperty("launched_at").GetInt64());

        static int Trials(Ended ended) => ended.Json.GetProperty("budget").GetProperty("trials").GetInt32();
    }

    [Fact]
    public async Task Another_space_under_the_same_name_is_refused_before_anything_is_prepared()
    {
        (await operating.Sweeps("launch", "spec.yaml")).With(code: 0);
        Write("spec.yaml", Specs.Small.Changed("name: small", "name: launched").Changed("hidden: [16]", "hidden: [32]"));

        var refused = await operating.Refused(2, "launch", "spec.yaml");

        Assert.StartsWith("sweeps: sweep 'launched' exists with another setting: ", refused, StringComparison.Ordinal);
        Assert.EndsWith("or delete it first: sweeps delete launched", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_wrong_with_a_spec_is_said_at_once_without_asking_anybody()
    {
        Write("spec.yaml", Specs.Small.Changed("bce:", "bse:").Changed("trials: 8", "trials: 0"));

        Assert.StartsWith("sweeps: spec.yaml has 3 problems:\n  line 3, trials: ", await operating.Refused(2, "launch", "spec.yaml", "--server", "http://127.0.0.1:1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_that_is_not_there_is_refused_here() =>
        Assert.Contains("rows.arff", await Refused(() => File.Delete(operating.File(MulanFiles.Rows))), StringComparison.Ordinal);

    [Fact]
    public async Task Interrupted_while_waiting_the_sweep_goes_on()
    {
        var waiting = operating.Start("launch", "spec.yaml", "--wait");
        await Soon.Happens(Says(waiting, "0 of 8 trials done"), "that the launch waits");

        waiting.Signal(SweepsProcess.Interrupt);

        Assert.EndsWith(
            "sweeps: interrupted; sweep 'launched' goes on: 'sweeps watch launched' shows it, 'sweeps stop launched' ends it", (await waiting.End()).With(code: 130).Errors, StringComparison.Ordinal);
        Assert.Equal("active", (await operating.Sweeps("status", "launched", "--json")).With(code: 0).Json.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Waiting_ends_with_the_sweep_and_what_a_run_says()
    {
        await small.Submit(new FleetCommand.Cancel(SmallSweep.Name, TimeProvider.System.GetUtcNow()));
        var waiting = operating.Start("launch", "spec.yaml", "--wait", "--json");
        await Soon.Happens(Says(waiting, "0 of 8 trials done"), "that the launch waits");
        await small.Complete(0.25);
        await small.Submit(new FleetCommand.Stop(Shared.Trials.SweepName.Parse("launched"), TimeProvider.System.GetUtcNow()));

        var ended = (await waiting.End()).With(code: 0).Json;

        Assert.Equal(("it was stopped", 0), (ended.GetProperty("ended").GetString(), ended.GetProperty("best").GetProperty("trial").GetInt32()));
    }

    [Theory]
    [InlineData("elsewhere")]
    [InlineData("")]
    [InlineData("/with/\0/inside")]
    public async Task A_folder_that_is_none_is_a_problem_and_no_crash(string folder)
    {
        var request = new LaunchRequest(Specs.Small.Changed("name: small", "name: launched"), await small.Store("data"), folder);

        using var answer = await small.Live.Client.PostAsJsonAsync("/v1/sweeps", request, ApiJson.Default.LaunchRequest);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("`folder` must be an absolute path", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<string> Refused(Action before)
    {
        before();
        var ended = (await operating.Sweeps("launch", "spec.yaml")).With(code: 2);
        Assert.DoesNotContain("launched", (await operating.Sweeps("list")).With(code: 0).Output, StringComparison.Ordinal);
        return ended.Errors;
    }

    private void Write(string name, string text) => File.WriteAllText(operating.File(name), text);

    private static async Task Says(SweepsProcess process, string text)
    {
        while (!process.Errors.Contains(text, StringComparison.Ordinal))
        {
            if (process.HasEnded) Assert.Fail($"it ended instead: {process.Errors}");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }
}
