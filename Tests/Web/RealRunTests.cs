using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;
using Tests.Cli;
using Tests.EndToEnd;
using Tests.Http;

namespace Tests.Web;

/// <summary>A small sweep that a real worker trains, launched by the command, and looked at from its first trial to its end.</summary>
public sealed class RealRunTests(Browser browser, RealRun run) : IClassFixture<RealRun>
{
    [Fact]
    public async Task Every_picture_is_drawn_and_nobody_complains()
    {
        await using var window = await Opened("#/sweeps/small");
        foreach (var (tab, pictures) in new[] { ("", 3), ("/parameters", 1), ("/labels", 2), ("/timeline", 1), ("/trials/1", 3), ("/trials/0,1", 3) })
        {
            await window.Go("#/sweeps/small" + tab);
            await window.Page.Locator("[data-drawn]").Nth(pictures - 1).WaitForAsync();
        }
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Learning_curves_are_what_was_measured()
    {
        await using var window = await Opened("#/sweeps/small/trials/1");
        await window.Page.Locator("[data-drawn]").First.WaitForAsync();
        await window.Page.GetByText("Every measure of validation at the best epoch").ClickAsync();
        var shown = await window.Page.Locator("details tr", new() { HasText = "macro_ap" }).First.Locator("td").Last.InnerTextAsync();

        using var trial = await run.Ask("/v1/sweeps/small/trials/1");
        Assert.Equal(trial.RootElement.GetProperty("value").GetDouble().ToString("F4", System.Globalization.CultureInfo.InvariantCulture), shown);
    }

    [Fact]
    public async Task Labels_have_the_average_precision_of_the_trials_evaluation()
    {
        using var best = await run.Ask("/v1/sweeps/small");
        var number = best.RootElement.GetProperty("best").GetProperty("trial").GetInt32();
        using var evaluation = await run.Ask($"/v1/sweeps/small/trials/{number}/evaluation");
        var labels = evaluation.RootElement.GetProperty("labels").EnumerateArray().Select(label => label.GetString()!).ToList();
        var part = evaluation.RootElement.GetProperty("parts").TryGetProperty("test", out var test) ? test : evaluation.RootElement.GetProperty("parts").GetProperty("validation");
        var precisions = part.GetProperty("ap").EnumerateArray().Select(ap => ap.ValueKind == JsonValueKind.Null ? "–" : ap.GetDouble().ToString("F4", System.Globalization.CultureInfo.InvariantCulture));

        await using var window = await Opened("#/sweeps/small/labels");
        await window.Page.Locator("tbody tr").First.WaitForAsync();
        var shown = await window.Page.Locator("tbody tr").EvaluateAllAsync<string[]>("rows => rows.map(row => row.cells[0].innerText + ' ' + row.cells[3].innerText)");
        Assert.Equal(labels.Zip(precisions, (label, ap) => $"{label} {ap}").Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_map_of_labels_says_what_the_best_gains_over_the_baseline_as_their_evaluations_do()
    {
        using var columns = await run.Ask("/v1/sweeps/small/columns");
        var values = columns.RootElement.GetProperty("value").EnumerateArray().Select((value, trial) => (Value: value.GetDouble(), Trial: trial));
        var best = values.Where(row => row.Trial != 0).OrderByDescending(row => row.Value).ThenBy(row => row.Trial).First().Trial;
        var (mine, its) = (await Precisions(best), await Precisions(0));
        var gains = mine.Zip(its).Select(pair => (pair.First - pair.Second) ?? 0).ToList();

        await using var window = await Opened("#/sweeps/small/labels");
        await window.Page.GetByText($"On test, trial {best} is better than the baseline on {gains.Count(gain => gain > 0)} label").WaitForAsync();
        await window.Page.GetByText($"and worse on {gains.Count(gain => gain < 0)}").WaitForAsync();
        var picture = window.Page.GetByRole(AriaRole.Img, new() { Name = "Average precision of each label, frequent ones" });
        await picture.And(window.Page.Locator("[data-drawn='1']")).WaitForAsync();
        var before = await picture.ScreenshotAsync();
        await window.Page.GetByLabel("Colours show the").SelectOptionAsync("difference to the baseline");
        await picture.And(window.Page.Locator("[data-drawn='2']")).WaitForAsync();
        Assert.NotEqual(before, await picture.ScreenshotAsync());
        Assert.Empty(window.Complaints);

        async Task<List<double?>> Precisions(int trial)
        {
            using var evaluation = await run.Ask($"/v1/sweeps/small/trials/{trial}/evaluation");
            return [.. evaluation.RootElement.GetProperty("parts").GetProperty("test").GetProperty("ap").EnumerateArray().Select(ap => ap.ValueKind == JsonValueKind.Null ? (double?)null : ap.GetDouble())];
        }
    }

    [Fact]
    public async Task The_areas_under_a_labels_curves_are_what_was_measured_of_it()
    {
        using var evaluation = await run.Ask("/v1/sweeps/small/trials/1/evaluation");
        await using var window = await Opened("#/");
        var wrong = await window.Page.EvaluateAsync<string[]>("""
            async (text) => {
              const { cutsOf, roc, precisionRecall } = await import('/page/evaluation.js');
              const wrong = [];
              for (const [name, part] of Object.entries(JSON.parse(text).parts)) {
                part.positives.forEach((_, label) => {
                  const receiver = roc(cutsOf(part, label));
                  const precision = precisionRecall(cutsOf(part, label));
                  let [auc, ap] = [0, 0];
                  for (let i = 1; i < receiver.length; i++) auc += (receiver[i][0] - receiver[i - 1][0]) * (receiver[i][1] + receiver[i - 1][1]) / 2;
                  for (let i = 1; i < precision.length; i++) ap += (precision[i][0] - precision[i - 1][0]) * precision[i][1];
                  if (part.auc[label] !== null && Math.abs(auc - part.auc[label]) > 1e-9) wrong.push(`${name} ${label}: area ${auc}, AUC ${part.auc[label]}`);
                  if (part.ap[label] !== null && Math.abs(ap - part.ap[label]) > 1e-9) wrong.push(`${name} ${label}: area ${ap}, AP ${part.ap[label]}`);
                });
              }
              return wrong;
            }
            """, evaluation.RootElement.GetRawText());
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Brushing_an_axis_keeps_the_trials_that_pass_there()
    {
        await using var window = await Opened("#/sweeps/small/parameters");
        var picture = window.Page.GetByRole(AriaRole.Img, new() { Name = "Parallel coordinates" });
        await picture.And(window.Page.Locator("[data-drawn]")).WaitForAsync();
        await window.Page.GetByText("8 trials. Drag along an axis").WaitForAsync();

        // The last axis is the objective's; its upper half has the better trials.
        var box = (await picture.BoundingBoxAsync())!;
        var (x, top, middle) = (box.X + box.Width - 72, box.Y + 42, box.Y + 40 + (box.Height - 64) / 2);
        await window.Page.Mouse.MoveAsync(x, top);
        await window.Page.Mouse.DownAsync();
        await window.Page.Mouse.MoveAsync(x, middle, new() { Steps = 8 });
        await window.Page.Mouse.UpAsync();
        await window.Page.GetByText("pass where you brushed").WaitForAsync();

        var numbers = await window.Page.Locator(".brushed tbody a").EvaluateAllAsync<int[]>("links => links.map(link => Number(link.innerText))");
        using var columns = await run.Ask("/v1/sweeps/small/columns");
        var values = columns.RootElement.GetProperty("value").EnumerateArray().Select(value => value.GetDouble()).ToList();
        Assert.InRange(numbers.Length, 1, values.Count - 1);
        Assert.True(numbers.Min(number => values[number]) >= values.Except(numbers.Select(number => values[number])).Max());
    }

    private async Task<Window> Opened(string hash)
    {
        var window = await browser.Open(run.Address);
        await window.SignIn(LiveServer.Everything, hash);
        return window;
    }
}

/// <summary>A coordinator in this process, a worker in another, and eight trials between them; it has ended when tests look at it.</summary>
public sealed class RealRun : IAsyncLifetime
{
    private readonly Terminal terminal = new();
    private LiveServer live = null!;
    private Process worker = null!;

    public Uri Address => live.Server.Address;

    public async ValueTask InitializeAsync()
    {
        live = await LiveServer.Start(launch: 0);
        await live.Coordinator.Proposer.Serve(live.Coordinator.Reign);
        MulanFiles.WriteDense(terminal.Root);
        System.IO.File.WriteAllText(terminal.File("spec.yaml"), Specs.Small);
        System.IO.File.WriteAllText(terminal.File("token"), LiveServer.Everything);
        terminal.Environment["SWEEPS_SERVER"] = Address.ToString();
        worker = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "sweeps-worker"),
            ["--coordinator", Address.ToString(), "--token-file", terminal.File("token"), "--name", "first", "--state", terminal.File("worker"), "--lifeline"])
        { RedirectStandardInput = true, RedirectStandardError = true })!;
        worker.BeginErrorReadLine();
        (await terminal.Sweeps(["launch", "spec.yaml", "--wait", "--token-file", "token"])).With(code: 0);
    }

    public async Task<JsonDocument> Ask(string path) => JsonDocument.Parse(await live.Client.GetStringAsync(path));

    internal Task<Ended> Sweeps(params string[] arguments) => terminal.Sweeps([.. arguments, "--token-file", "token"]);

    /// <summary>A path in the run's own folder.</summary>
    public string File(string name) => terminal.File(name);

    public async ValueTask DisposeAsync()
    {
        worker.StandardInput.Close();
        await worker.WaitForExitAsync();
        worker.Dispose();
        await live.DisposeAsync();
        terminal.Dispose();
    }
}
