using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Worker.Agent;

namespace Tests.Leadership;

/// <summary>
/// <c>sweeps coordinator</c> as a process, below the launcher that ends it if the test's own process ends. Its log is read as it
/// comes; the database's password is in its environment alone.
/// </summary>
internal sealed class CoordinatorProcess : IAsyncDisposable
{
    public const int Kill = 9, Terminate = 15, Continue = 18, Stop = 19;

    private readonly Process launcher;
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> log = [];
    private readonly Task reading;

    private CoordinatorProcess(Process launcher)
    {
        this.launcher = launcher;
        reading = ReadLog();
    }

    public int Id { get; private set; }

    public HttpClient Client { get; private set; } = null!;

    /// <summary>Completes once it is gone and all that it said is in <see cref="Log"/>.</summary>
    public Task Ended => Task.WhenAll(launcher.WaitForExitAsync(), reading);

    public int ExitCode => launcher.ExitCode;

    public IReadOnlyList<string> Log
    {
        get
        {
            lock (log) return [.. log];
        }
    }

    /// <param name="folder">For its token.</param>
    public static Task<CoordinatorProcess> Start(string database, string folder, params IReadOnlyList<string> further) => Start(database, folder, [], further);

    /// <param name="environment">What it finds there besides.</param>
    public static async Task<CoordinatorProcess> Start(string database, string folder, Dictionary<string, string?> environment, params IReadOnlyList<string> further)
    {
        var url = new UriBuilder(database);
        var password = url.Password;
        url.Password = "";
        var program = AppContext.BaseDirectory;
        var token = Path.Combine(folder, "token");
        var start = new ProcessStartInfo(
            Path.Combine(program, "sweeps-launch"),
            ["--", Path.Combine(program, "sweeps"), "coordinator", "--ledger", url.Uri.ToString(), "--listen", "127.0.0.1:0", "--admin-token-file", token, .. further])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PGPASSWORD"] = password;
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = new CoordinatorProcess(Process.Start(start)!);
        var first = await Task.WhenAny(process.address.Task, process.Ended).WaitAsync(TimeSpan.FromSeconds(60));
        if (first == process.Ended) return process;
        process.Id = int.Parse((await File.ReadAllTextAsync($"/proc/{process.launcher.Id}/task/{process.launcher.Id}/children")).Trim(), CultureInfo.InvariantCulture);
        process.Client = new HttpClient { BaseAddress = await process.address.Task, Timeout = TimeSpan.FromSeconds(60) };
        process.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(token)).Trim());
        return process;
    }

    public void Signal(int signal) => Posix.Signal(Id, signal);

    /// <summary>Whether it says that it is the active one.</summary>
    public async Task<bool> IsActive() => (await Status()).GetProperty("active").GetBoolean();

    /// <summary>Waits until it leads.</summary>
    public async Task Leads()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                if (await IsActive()) return;
            }
            catch (HttpRequestException)
            {
                // It has not folded the ledger yet.
            }
            if (patience.IsCancellationRequested) Assert.Fail($"did not lead:\n{string.Join('\n', Log)}");
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }

    public async Task<JsonElement> Status() => JsonElement.Parse(await Client.GetStringAsync("/v1/status"));

    public async Task<IReadOnlyList<string>> Workers() =>
        [.. JsonElement.Parse(await Client.GetStringAsync("/v1/workers")).GetProperty("workers").EnumerateArray().Select(worker => worker.GetProperty("name").GetString()!)];

    /// <summary>A worker joins: the smallest change there is.</summary>
    public async Task<bool> Join(string worker)
    {
        using var body = new StringContent($$"""{"worker":{"name":"{{worker}}","incarnation":"1"},"slots":1,"device":"cpu"}""", new MediaTypeHeaderValue("application/json"));
        try
        {
            using var response = await Client.PostAsync("/v1/workers", body);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        launcher.StandardInput.Close();
        await Ended;
        launcher.Dispose();
        Client?.Dispose();
    }

    private async Task ReadLog()
    {
        while (await launcher.StandardError.ReadLineAsync() is { } line)
        {
            lock (log) log.Add(line);
            if (line.Contains("\"event\":109,", StringComparison.Ordinal))
                address.TrySetResult(new Uri(JsonElement.Parse(line).GetProperty("message").GetString()!.Split(' ', ';')[2]));
        }
    }
}
