using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Coordinator.Deciding.Access;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Microsoft.Playwright;
using Shared.Protocol;
using Shared.Space;
using Tests.Cli;
using Tests.Http;

namespace Tests.Web;

/// <summary>The page in Debian's Chromium, over a sweep whose worker's part the test plays.</summary>
public sealed class PageTests(Browser browser) : IAsyncLifetime
{
    private SmallSweep small = null!;

    public async ValueTask InitializeAsync()
    {
        small = await SmallSweep.Launched();
        foreach (var learningRate in new[] { 0.002, 0.004, 0.006 }) await small.Submit(new FleetCommand.Enqueue(SmallSweep.Name, await Point(learningRate), DateTimeOffset.UnixEpoch));
    }

    public ValueTask DisposeAsync() => small.DisposeAsync();

    [Fact]
    public async Task A_wrong_token_is_told_so_and_a_workers_why_not()
    {
        await using var window = await browser.Open(small.Live.Server.Address);
        await window.Page.GotoAsync("");
        await Enter(window, "swp_000000000000_" + new string('x', 43));
        await Sees(window, "This token is not known, or was revoked.");
        await Enter(window, small.Live.Token(Role.Worker).ToString());
        await Sees(window, "This token is a worker’s: the page needs one of a person.");
    }

    [Fact]
    public async Task Whoever_signs_in_stays_in_and_signing_out_lets_nobody_back()
    {
        await using var window = await Opened(Role.Viewer, "#/");
        await Sees(window, "small");
        await window.Page.ReloadAsync();
        await Sees(window, "small");
        Assert.DoesNotContain(small.Live.Token(Role.Viewer).Secret, await window.Page.EvaluateAsync<string>("document.documentElement.outerHTML + location.href + JSON.stringify(localStorage) + document.cookie"), StringComparison.Ordinal);

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await window.Page.GetByLabel("Access token").WaitForAsync();
        await window.Page.ReloadAsync();
        await window.Page.GetByLabel("Access token").WaitForAsync();
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task What_is_on_the_screen_is_what_the_ledger_says()
    {
        foreach (var value in new[] { 0.21, 0.34, 0.29 })
        {
            await small.Complete(value);
        }
        await small.Fail("loss is NaN");

        await using var window = await Opened(Role.Viewer, "#/sweeps/small/trials");
        await window.Page.Locator("tr[data-trial]").First.WaitForAsync();
        var rows = await window.Page.Locator("tr[data-trial]").EvaluateAllAsync<string[]>("rows => rows.map(row => row.dataset.trial + ' ' + row.cells[2].innerText + ' ' + row.cells[3].innerText)");

        var told = await small.Live.Coordinator.Reign.Read(state => state.Sweep(SmallSweep.Name)!.Trials.Select(trial =>
            $"{trial.Number} {TrialSummary.OutcomeOf(trial.Phase)} {(trial.Phase is TrialPhase.Completed completed ? completed.Objective.ToString("F4", CultureInfo.InvariantCulture) : "–")}").ToList());
        Assert.Equal(told.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
        Assert.StartsWith("1 completed 0.3400", rows[0], StringComparison.Ordinal);
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task What_the_page_asks_ahead_it_asks_once()
    {
        await small.Complete(0.21);
        await using var window = await Opened(Role.Viewer, "#/sweeps/small");
        await window.Page.Locator("[data-drawn]").First.WaitForAsync();
        await window.Page.ReloadAsync();
        await window.Page.Locator("[data-drawn]").First.WaitForAsync();

        var asked = await window.Page.EvaluateAsync<string[]>("performance.getEntriesByType('resource').map(entry => entry.initiatorType + ' ' + new URL(entry.name).pathname)");
        foreach (var path in new[] { "/page/v1/caller", "/page/v1/sweeps/small", "/page/v1/sweeps/small/columns" }) Assert.Single(asked, $"fetch {path}");
        Assert.Empty(window.Complaints);
    }

    [Theory]
    [InlineData("#/")]
    [InlineData("#/workers")]
    [InlineData("#/sweeps/small")]
    public async Task A_token_that_is_revoked_ends_the_session_at_once_and_the_page_says_so_and_rests(string hash)
    {
        await small.Complete(0.21);
        await using var window = await browser.Open(small.Live.Server.Address);
        var watching = window.Page.WaitForResponseAsync(reply => reply.Url.Contains("/events", StringComparison.Ordinal));
        await window.SignIn(small.Live.Token(Role.Operator).ToString(), hash);
        await watching;
        var refusals = new List<string>();
        window.Page.Response += (_, reply) =>
        {
            if (reply.Status == 401) refusals.Add(reply.Url);
        };

        await small.Submit(new FleetCommand.RevokeToken(small.Live.Token(Role.Operator).Id, DateTimeOffset.UnixEpoch));
        await Sees(window, "Your session has ended");
        // Whatever happens now is none of its business.
        await small.Complete(0.34);
        await Enter(window, small.Live.Token(Role.Viewer).ToString());
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).WaitForAsync();

        await Sees(window, hash.EndsWith('s') ? "Workers" : "small");
        Assert.EndsWith(hash, window.Page.Url, StringComparison.Ordinal);
        Assert.InRange(refusals.Count, 1, 6);
        Assert.All(window.Complaints, complaint => Assert.Contains("401", complaint, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_happens_is_seen_without_a_reload()
    {
        await using var window = await Opened(Role.Viewer, "#/sweeps/small");
        await Sees(window, "No trial has completed yet.");
        await window.Page.EvaluateAsync("window.loadedOnce = true");

        await small.Complete(0.4321);

        await window.Page.GetByText("0.4321").First.WaitForAsync();
        await window.Page.Locator("[data-drawn]").First.WaitForAsync();
        Assert.True(await window.Page.EvaluateAsync<bool>("window.loadedOnce"));
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task An_operator_pauses_and_resumes_and_everybody_sees_it()
    {
        await using var operating = await Opened(Role.Operator, "#/sweeps/small");
        await using var watching = await Opened(Role.Viewer, "#/sweeps/small");
        await watching.Page.Locator(".state", new() { HasText = "active" }).WaitForAsync();

        await operating.Page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await watching.Page.Locator(".state", new() { HasText = "paused" }).WaitForAsync();
        Assert.Equal(SweepPhase.Paused, await small.Phase());

        await operating.Page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await watching.Page.Locator(".state", new() { HasText = "active" }).WaitForAsync();
        Assert.Empty(operating.Complaints.Concat(watching.Complaints));
    }

    [Fact]
    public async Task A_viewer_is_offered_nothing_that_changes_anything_and_told_why()
    {
        await using var window = await Opened(Role.Viewer, "#/sweeps/small");
        await Sees(window, "A viewer looks on: pausing and the like need the role operator.");
        foreach (var name in new[] { "Pause", "Stop", "Cancel", "Add a point", "More trials" }) Assert.Equal(0, await window.Page.GetByRole(AriaRole.Button, new() { Name = name }).CountAsync());
    }

    [Fact]
    public async Task Cancelling_asks_first()
    {
        await using var window = await Opened(Role.Operator, "#/sweeps/small");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel", Exact = true }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "No", Exact = true }).ClickAsync();
        Assert.Equal(SweepPhase.Active, await small.Phase());

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel", Exact = true }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel the sweep" }).ClickAsync();
        await window.Page.Locator(".state", new() { HasText = "ended" }).WaitForAsync();
        Assert.Equal(SweepPhase.Ended, await small.Phase());
    }

    [Fact]
    public async Task A_point_of_ones_own_is_added_and_a_wrong_one_refused_in_the_coordinators_words()
    {
        await using var window = await Opened(Role.Operator, "#/sweeps/small");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Add a point" }).ClickAsync();
        var dialog = window.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Add a point").FillAsync("""{ "loss": "mse" }""");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add a point" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Alert).Filter(new() { HasText = "mse" }).WaitForAsync();

        var legal = JsonSerializer.Serialize(await Point(0.02));
        var before = await small.Live.Coordinator.Reign.Read(state => state.Sweep(SmallSweep.Name)!.Trials.Count);
        await dialog.GetByLabel("Add a point").FillAsync(legal);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add a point" }).ClickAsync();
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.True(await small.Live.Coordinator.Reign.Read(state => state.Sweep(SmallSweep.Name)!.Trials.Count) > before);
    }

    [Fact]
    public async Task Whatever_a_trial_says_stays_text()
    {
        const string Hostile = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";
        await small.Fail(Hostile);

        await using var window = await Opened(Role.Viewer, "#/sweeps/small/failures");
        await Sees(window, Hostile);
        await window.Go("#/sweeps/small/trials/0");
        await window.Page.GetByText(Hostile).First.WaitForAsync();
        Assert.NotEqual("owned", await window.Page.TitleAsync());
        Assert.Equal(0, await window.Page.Locator("img[src=x]").CountAsync());
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task A_running_trials_log_is_read_along_as_text()
    {
        var attempt = await small.Claim();
        await Print(attempt, 1, "<b>epoch</b> one");
        await using var window = await Opened(Role.Viewer, "#/sweeps/small/trials/0");
        await window.Page.GetByText("What it printed").ClickAsync();
        await window.Page.Locator(".log", new() { HasText = "<b>epoch</b> one" }).WaitForAsync();

        await Print(attempt, 2, "and two");
        await window.Page.Locator(".log", new() { HasText = "and two" }).WaitForAsync();

        Assert.Equal("attempt 1\n<b>epoch</b> one\nand two\n", await window.Page.Locator(".log").TextContentAsync());
        Assert.Empty(window.Complaints);

        async Task Print(Shared.Trials.AttemptToken token, int sequence, string text)
        {
            using var reply = await small.Live.Client.PostAsJsonAsync($"/v1/attempts/{token}/log", new LogRequest([new LogLine(sequence, text)]), ProtocolJson.Default.LogRequest);
            Assert.True(reply.IsSuccessStatusCode);
        }
    }

    [Fact]
    public async Task Trials_are_sorted_filtered_and_compared_from_the_keyboard()
    {
        foreach (var value in new[] { 0.3, 0.1, 0.2 })
        {
            await small.Complete(value);
        }
        await using var window = await Opened(Role.Viewer, "#/sweeps/small/trials");
        var keyboard = window.Page.Keyboard;
        await window.Page.Locator("tr[data-trial]").First.WaitForAsync();
        Assert.Equal(["0", "2", "1"], (await Numbers(window)).Take(3));

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "value" }).FocusAsync();
        await keyboard.PressAsync("Enter");
        Assert.Equal(["1", "2", "0"], (await Numbers(window)).Take(3));

        await keyboard.PressAsync("/");
        await keyboard.TypeAsync("completed baseline");
        Assert.Equal(["0"], (await Numbers(window)).Where(number => number == "0"));
        Assert.True((await Numbers(window)).Count < 3);

        await window.Page.GetByRole(AriaRole.Searchbox).FillAsync("");
        foreach (var number in new[] { 1, 2 })
        {
            await window.Page.GetByLabel($"Compare trial {number}").FocusAsync();
            await keyboard.PressAsync("Space");
        }
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Compare 1, 2" }).FocusAsync();
        await keyboard.PressAsync("Enter");
        await Sees(window, "What was chosen; what differs is bold");
        Assert.EndsWith("#/sweeps/small/trials/1,2", window.Page.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#/")]
    [InlineData("#/workers")]
    [InlineData("#/sweeps/small")]
    [InlineData("#/sweeps/small/trials")]
    [InlineData("#/sweeps/small/trials/0")]
    [InlineData("#/sweeps/small/parameters")]
    [InlineData("#/sweeps/small/timeline")]
    [InlineData("#/sweeps/small/failures")]
    public async Task A_phone_shows_it_without_scrolling_sideways(string hash)
    {
        await small.Complete(0.3);
        await using var window = await browser.Open(small.Live.Server.Address, width: 360, height: 740, ColorScheme.Dark);
        await window.SignIn(small.Live.Token(Role.Operator).ToString(), hash);
        await window.Page.WaitForLoadStateAsync(LoadState.Load);
        await window.Page.Locator("#main :is(h1, h2)").First.WaitForAsync();

        Assert.True(await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 360, await window.Page.EvaluateAsync<string>(
            "[...document.querySelectorAll('#main *')].filter(e => e.getBoundingClientRect().right > 361 && !e.closest('.scroll, pre, .tabs')).map(e => e.outerHTML.slice(0, 120)).join('\\n')"));
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task A_sweep_that_is_not_there_is_said_to_be_missing()
    {
        await using var window = await Opened(Role.Viewer, "#/sweeps/nothing");
        await Sees(window, "There is no sweep nothing.");
    }

    /// <summary>The baseline's assignment with another learning rate.</summary>
    private Task<Assignment> Point(double learningRate) => small.Live.Coordinator.Reign.Read(state => new Assignment(
        [.. state.Sweep(SmallSweep.Name)!.Trials[0].Assignment.Select(pair => pair.Key.EndsWith("learning_rate", StringComparison.Ordinal) ? KeyValuePair.Create(pair.Key, (ParameterValue)new ParameterValue.Number(learningRate)) : pair)]));

    private async Task<Window> Opened(Role role, string hash)
    {
        var window = await browser.Open(small.Live.Server.Address);
        await window.SignIn(small.Live.Token(role).ToString(), hash);
        return window;
    }

    private static Task Sees(Window window, string text) => window.Page.GetByText(text).First.WaitForAsync();

    private static async Task Enter(Window window, string token)
    {
        await window.Page.GetByLabel("Access token").FillAsync(token);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    private static async Task<IReadOnlyList<string>> Numbers(Window window) => await window.Page.Locator("tr[data-trial]").EvaluateAllAsync<string[]>("rows => rows.map(row => row.dataset.trial)");
}
