using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Tests.Web.Browser))]

namespace Tests.Web;

/// <summary>Debian's Chromium, started when a test first needs it and ended with the tests.</summary>
public sealed class Browser : IAsyncLifetime
{
    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Chromium)>> started = new(Start);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A new window that knows nothing of others; it keeps what its console complains of.</summary>
    internal async Task<Window> Open(Uri address, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        var (_, chromium) = await started.Value;
        var context = await chromium.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
        });
        context.SetDefaultTimeout(30_000);
        return new Window(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (!started.IsValueCreated) return;
        var (playwright, chromium) = await started.Value;
        await chromium.CloseAsync();
        playwright.Dispose();
    }

    private static async Task<(IPlaywright, IBrowser)> Start()
    {
        var playwright = await Playwright.CreateAsync();
        var chromium = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            // Not a word to anybody but the test's own coordinator.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
        return (playwright, chromium);
    }
}

/// <summary>A browser's window on the page.</summary>
internal sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];

    public Window(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
    }

    public IPage Page { get; }

    public IBrowserContext Context => context;

    /// <summary>Errors and warnings of the console, and exceptions that nobody caught.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    /// <summary>Signs in as a person does, and then goes where the test begins.</summary>
    /// <param name="hash">Such as <c>#/sweeps/small</c>.</param>
    public async Task SignIn(string token, string hash = "#/")
    {
        await Page.GotoAsync("page/" + hash);
        await Page.GetByLabel("Access token").FillAsync(token);
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign in" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign out" }).WaitForAsync();
    }

    public Task Go(string hash) => Page.GotoAsync("page/" + hash);

    public ValueTask DisposeAsync() => context.DisposeAsync();
}
