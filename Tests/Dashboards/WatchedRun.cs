using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using Tests.Agent;
using Tests.Cli;
using Tests.EndToEnd;
using Tests.Leadership;
using Tests.Peers;

namespace Tests.Dashboards;

/// <summary>
/// A small sweep, some trials of which diverge, over a real coordinator, PostgreSQL and worker, watched from its beginning by a real
/// Prometheus that is configured as the example is. It has ended when tests look at it.
/// </summary>
public sealed class WatchedRun(SharedPostgres postgres) : IAsyncLifetime
{
    public const string Sweep = "small", Measure = "validation.macro_ap";

    /// <summary>Large steps with much momentum and heavy weights diverge; the other trials do not.</summary>
    private static readonly string Spec = Specs.Small.Changed("epochs: 2, batch_size: 32", "epochs: 5, batch_size: 8").Changed("[1, 100]", "[1000, 10000]")
        .Changed("adam: { learning_rate: { log: [1e-3, 3e-2] } }", "adam: { learning_rate: { log: [1e-3, 3e-2] } }\n      sgd: { learning_rate: 100000, momentum: 0.99 }");

    private readonly Terminal terminal = new();
    private CoordinatorProcess coordinator = null!;
    private Process worker = null!;

    public string Database { get; private set; } = null!;

    internal PrometheusServer Prometheus { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        MulanFiles.WriteDense(terminal.Root);
        File.WriteAllText(terminal.File("spec.yaml"), Spec);
        Database = await postgres.NewDatabase();
        coordinator = await CoordinatorProcess.Start(Database, terminal.Root);
        terminal.Environment["SWEEPS_SERVER"] = coordinator.Client.BaseAddress!.ToString();
        var workerMetrics = await StartWorker();
        Prometheus = PrometheusServer.Start(Configure(workerMetrics));
        await Comes("sum(up)", "2");
        (await terminal.Sweeps(["launch", "spec.yaml", "--wait", "--token-file", "token"])).With(code: 0);
        await Comes($"sum(max by (outcome) (sweeps_trials_finished_total{{sweep=\"{Sweep}\"}}))", "8");
        await Soon.Happens(LabelsAreTold(), "results by label in SQL");
    }

    /// <summary>The database, for questions in SQL.</summary>
    public NpgsqlDataSource Connect()
    {
        var url = new Uri(Database);
        var user = url.UserInfo.Split(':');
        return NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder { Host = url.Host, Port = url.Port, Username = user[0], Password = user[1], Database = url.AbsolutePath[1..] }.ToString());
    }

    /// <summary>What the API says below <c>/v1/sweeps/NAME</c>.</summary>
    public async Task<JsonElement> Ask(string path) => JsonElement.Parse(await coordinator.Client.GetStringAsync($"/v1/sweeps/{Sweep}{path}"));

    private async Task LabelsAreTold()
    {
        var completed = (await Status()).GetProperty("trials").GetProperty("completed").GetInt32();
        await using var source = Connect();
        await using var command = source.CreateCommand("SELECT count(DISTINCT trial) FROM sweeps.label_view");
        while ((long)(await command.ExecuteScalarAsync())! < completed) await Task.Delay(TimeSpan.FromMilliseconds(100));
    }

    public async ValueTask DisposeAsync()
    {
        if (Prometheus is not null) await Prometheus.DisposeAsync();
        worker?.StandardInput.Close();
        if (worker is not null) await worker.WaitForExitAsync();
        worker?.Dispose();
        if (coordinator is not null) await coordinator.DisposeAsync();
        terminal.Dispose();
    }

    /// <summary>What the coordinator tells.</summary>
    public Task<string> Metrics() => coordinator.Client.GetStringAsync("/metrics");

    /// <summary>The sweep, as the API tells it.</summary>
    public Task<JsonElement> Status() => Ask("");

    /// <summary>Waits until a query gives one series with this value.</summary>
    public async Task Comes(string query, string value)
    {
        var was = "nothing";
        await Soon.Happens(Until(), $"{query} = {value}");

        async Task Until()
        {
            while (was != value)
            {
                if (await Prometheus.Ask(query) is [var only]) was = only.GetProperty("value")[1].GetString()!;
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    /// <returns>Where it serves its metrics.</returns>
    private async Task<Uri> StartWorker()
    {
        worker = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "sweeps-worker"),
            ["--coordinator", terminal.Environment["SWEEPS_SERVER"]!, "--token-file", terminal.File("token"), "--name", "first", "--state", terminal.File("worker"), "--metrics", "127.0.0.1:0", "--lifeline"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        worker.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text && text.Contains("serves metrics at", StringComparison.Ordinal)) address.TrySetResult(new Uri(text.Split(' ').Last()));
        };
        worker.BeginErrorReadLine();
        await Soon.Happens(address.Task, "the worker's metrics");
        return await address.Task;
    }

    /// <summary>The example, for these addresses, and faster.</summary>
    private string Configure(Uri workerMetrics)
    {
        var folder = Directory.CreateDirectory(terminal.File("prometheus")).FullName;
        File.Copy(Path.Combine(Boards.Folder, "prometheus", "rules.yml"), Path.Combine(folder, "rules.yml"));
        File.Copy(terminal.File("token"), Path.Combine(folder, "token"));
        var example = File.ReadAllText(Path.Combine(Boards.Folder, "prometheus", "prometheus.yml"))
            .Changed("127.0.0.1:7460", coordinator.Client.BaseAddress!.Authority).Changed("127.0.0.1:9464", workerMetrics.Authority).Changed("15s", "1s");
        File.WriteAllText(Path.Combine(folder, "prometheus.yml"), example);
        return folder;
    }
}
