using System.Text.Json;
using Coordinator.Ledger;
using Coordinator.Local;
using Coordinator.Running;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;
using Tests.Search.Surrogates;

namespace Benchmarks;

/// <summary>
/// How long a person waits for the page of a big sweep in Chromium, on the cores that the coordinator uses as well: from asking for it until its figures, its
/// first picture, and its table of trials are there. Cold: the browser has none of its files yet.
/// </summary>
internal static class PageBenchmark
{
    private const int Repeats = 5;

    private static readonly int[] Sizes = [40, 1_000, 10_000];

    public static async Task Run(IReadOnlyList<string> _)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var chromium = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
        var results = new Dictionary<string, Dictionary<string, double>>();
        foreach (var trials in Sizes)
        {
            var folder = Directory.CreateTempSubdirectory("sweeps-page-").FullName;
            try
            {
                results[$"{trials}"] = await Measure(chromium, folder, trials);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
            Console.WriteLine($"{trials} trials, ms: {string.Join(", ", results[$"{trials}"].Select(figure => $"{figure.Key} {figure.Value:0}"))}");
        }
        Console.WriteLine(JsonSerializer.Serialize(results));
    }

    private static async Task<Dictionary<string, double>> Measure(IBrowser chromium, string folder, int trials)
    {
        using var state = StateDirectory.Own(folder);
        await FilledLedger.Write(state.Ledger, DebtagsSurrogate.Create(1), trials);
        await using var coordinator = await LocalCoordinator.Start(state, Samplers.Of, [], new ReignLog(NullLogger.Instance), TimeProvider.System, default);
        var token = await File.ReadAllTextAsync(state.TokenFile);

        var figures = new Dictionary<string, double>();
        foreach (var (name, hash, there) in new[] { ("figures", "", ".figures"), ("picture", "", "[data-drawn]"), ("table", "/trials", "tr[data-trial]") })
        {
            var (cold, warm) = (new List<double>(), new List<double>());
            for (var i = 0; i < Repeats; i++)
            {
                await using var context = await chromium.NewContextAsync(new BrowserNewContextOptions { BaseURL = coordinator.Address.ToString() });
                // Signed in without the page, so that the first look is really the first.
                var reply = await context.APIRequest.PostAsync("v1/session", new APIRequestContextOptions { Headers = [new("Authorization", $"Bearer {token}")] });
                if (!reply.Ok) throw new InvalidOperationException($"signing in was answered {reply.Status}");
                await context.AddInitScriptAsync("localStorage.setItem('sweeps-signed-in', 'yes')");
                cold.Add(await Look(context, hash, there));
                warm.Add(await Look(context, hash, there));
            }
            (figures[$"{name}_cold"], figures[$"{name}_warm"]) = (Median(cold), Median(warm));
        }
        return figures;
    }

    private static async Task<double> Look(IBrowserContext context, string hash, string there)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync("page/#/sweeps/analysed" + hash, new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        await page.Locator(there).First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        // Since the browser began to ask for the page.
        var waited = await page.EvaluateAsync<double>("performance.now()");
        await page.CloseAsync();
        return waited;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
