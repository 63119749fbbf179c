using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;
using Tests.Peers;

namespace Benchmarks.Dispatch;

/// <summary>
/// <c>./bench dispatch [PART...]</c>: what the path of a trial costs, next to Optuna on the same database in the same run. Parts:
/// throughput, optuna, failover, fold, idle; all of them where none is named.
/// </summary>
internal static class DispatchBenchmark
{
    private static readonly int[] Fleets = [1, 8, 64];
    private static readonly int[] IdleFleets = [1_000, 10_000];
    /// <summary>Each stays as small as real ones: what a sampler is told of a sweep grows with it.</summary>
    private const int Sweeps = 32;

    private const int FoldedTrials = 125_000;
    private const double OptunaSeconds = 10, IdleSeconds = 20;

    public static async Task Run(IReadOnlyList<string> parts)
    {
        var figures = new SortedDictionary<string, object>(StringComparer.Ordinal);
        bool Wants(string part) => parts.Count == 0 || parts.Contains(part);
        var folder = Directory.CreateTempSubdirectory("sweeps-bench-").FullName;
        await using var postgres = await PostgresServer.Start(durable: true);
        try
        {
            var flushes = Flushes(postgres.Folder);
            figures["fdatasync_ms"] = Say("fdatasync of 8 KiB, median", flushes[flushes.Length / 2], "ms");
            figures["fdatasync_p99_ms"] = Say("p99", flushes[(int)(flushes.Length * 0.99)], "ms");
            if (Wants("throughput")) await MeasureThroughput(postgres, folder, figures);
            if (Wants("optuna")) await MeasureOptuna(postgres, folder, figures);
            if (Wants("failover"))
            {
                var seconds = await Failover.Measure(await postgres.NewDatabase(), FreePort);
                figures["failover_median_s"] = Say($"failover after kill -9, median of {Failover.Kills}", (seconds[4] + seconds[5]) / 2, "s");
                figures["failover_worst_s"] = Say("worst", seconds[^1], "s");
            }
            if (Wants("fold")) await MeasureFold(postgres, figures);
            if (Wants("idle")) await MeasureIdle(postgres, figures);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        Console.WriteLine(JsonSerializer.Serialize(figures));
    }

    private static async Task MeasureThroughput(PostgresServer postgres, string folder, SortedDictionary<string, object> figures)
    {
        Console.WriteLine($"trials of {Sweeps} sweeps through the whole path, {Throughput.Seconds} s each after {Throughput.WarmUp} s of warming up");
        foreach (var ledger in (string[])["postgresql", "sqlite"])
        {
            var port = FreePort();
            using var coordinator = new BenchProcess("coordinator", ledger == "sqlite" ? Path.Combine(folder, "state") : await postgres.NewDatabase(), port.ToString(CultureInfo.InvariantCulture));
            var (server, token) = ledger == "sqlite" && (await coordinator.Says()).Split(' ') is [var address, var secret]
                ? (new Uri(address), secret)
                : (new Uri($"http://127.0.0.1:{port}"), BenchCoordinator.Token);
            for (var sweep = 0; sweep < Sweeps; sweep++) await BenchSweeps.Launch(server, token, $"load-{sweep}");
            await Throughput.Load(server, token, 64, Throughput.WarmUp, Talk.FourRequests);
            await Throughput.Load(server, token, 64, Throughput.WarmUp, Talk.FinishAndClaim);
            foreach (var talk in (Talk[])[Talk.FinishAndClaim, Talk.FourRequests])
            {
                foreach (var workers in Fleets)
                {
                    var row = await Throughput.Measure(ledger, coordinator, server, token, workers, talk);
                    Console.WriteLine(row);
                    figures[$"{ledger}_{(talk == Talk.FinishAndClaim ? "finish_and_claim" : "four_requests")}_{workers}"] = Math.Round(row.TrialsPerSecond);
                    if (talk == Talk.FinishAndClaim && workers == 64)
                    {
                        var half = await Throughput.Measure(ledger, coordinator, server, token, workers, talk, row.TrialsPerSecond / 2);
                        Console.WriteLine($"{half}  (half load)");
                        figures[$"{ledger}_claim_p99_ms_at_half_load"] = Math.Round(half.P99, 2);
                    }
                }
            }
        }
    }

    private static async Task MeasureOptuna(PostgresServer postgres, string folder, SortedDictionary<string, object> figures)
    {
        var database = (await postgres.NewDatabase()).Replace("postgres://", "postgresql://", StringComparison.Ordinal);
        foreach (var processes in (int[])[1, 2])
            figures[$"optuna_postgresql_{processes}"] = Say($"Optuna on PostgreSQL, {processes} {(processes == 1 ? "process" : "processes")}", await OptunaLoad.Measure(database, $"load-{processes}", processes, OptunaSeconds), "trials/s");
        figures["optuna_sqlite_1"] = Say("Optuna on SQLite, 1 process", await OptunaLoad.Measure($"sqlite:///{folder}/optuna.db", "load", 1, OptunaSeconds), "trials/s");
    }

    /// <summary>A million events, eight a trial: how long they take to fold, and what a coordinator holds in memory then.</summary>
    private static async Task MeasureFold(PostgresServer postgres, SortedDictionary<string, object> figures)
    {
        var database = await postgres.NewDatabase();
        await using var source = PostgresAddress.Parse(database, null).Connect("bench");
        await PostgresSchema.Migrate(source, default);
        await using var ledger = new PostgresLedger(source);
        var events = await LedgerFiller.Fill(ledger, BenchSweeps.Spec("filled"), FoldedTrials);
        var begun = Stopwatch.GetTimestamp();
        var state = new FleetState();
        await foreach (var next in ledger.Read(0, default)) state.Evolve(next);
        figures["fold_million_s"] = Say($"folding {events:N0} events from PostgreSQL, for a million", Stopwatch.GetElapsedTime(begun).TotalSeconds / events * 1e6, "s");

        var port = FreePort();
        using var coordinator = new BenchProcess("coordinator", database, port.ToString(CultureInfo.InvariantCulture));
        await BenchSweeps.Launch(new Uri($"http://127.0.0.1:{port}"), BenchCoordinator.Token, "after");
        figures["memory_at_125000_trials_mb"] = Say($"memory of a coordinator with {FoldedTrials:N0} trials", coordinator.Megabytes, "MB");
    }

    private static async Task MeasureIdle(PostgresServer postgres, SortedDictionary<string, object> figures)
    {
        var port = FreePort();
        using var coordinator = new BenchProcess("coordinator", await postgres.NewDatabase(), port.ToString(CultureInfo.InvariantCulture));
        var server = new Uri($"http://127.0.0.1:{port}");
        await BenchSweeps.Launch(server, BenchCoordinator.Token, "idle");
        // Paused: no trial is ever there for those that wait.
        using (var http = new HttpClient { BaseAddress = server })
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", BenchCoordinator.Token);
            (await http.PostAsync("/v1/sweeps/idle/pause", null)).EnsureSuccessStatusCode();
        }
        figures["idle_cpu_share"] = Say("processor of an idle coordinator", await Share(coordinator), "of a core");
        var before = coordinator.Megabytes;
        foreach (var workers in IdleFleets)
        {
            using var fleet = new BenchProcess("idle", server.ToString(), BenchCoordinator.Token, workers.ToString(CultureInfo.InvariantCulture));
            if (await fleet.Says() is not "waiting" and var said) throw new InvalidOperationException(said);
            figures[$"waiting_{workers}_cpu_share"] = Say($"{workers:N0} workers that wait and renew: processor", await Share(coordinator), "of a core");
            figures[$"waiting_{workers}_more_mb"] = Say("  memory more", coordinator.Megabytes - before, "MB");
            fleet.End();
            using var renewals = JsonDocument.Parse(await fleet.Says());
            figures[$"waiting_{workers}_renewal_p99_ms"] = Say("  a renewal, p99", renewals.RootElement.GetProperty("p99").GetDouble(), "ms");
        }
    }

    private static async Task<double> Share(BenchProcess process)
    {
        var (cpu, begun) = (process.CpuSeconds, Stopwatch.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(IdleSeconds));
        return (process.CpuSeconds - cpu) / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    /// <summary>What the disk alone takes, in milliseconds, sorted: no claim can be quicker for longer.</summary>
    private static double[] Flushes(string folder)
    {
        var milliseconds = new double[2000];
        var path = Path.Combine(folder, "flush");
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0, FileOptions.DeleteOnClose);
        var page = new byte[8 << 10];
        for (var i = 0; i < milliseconds.Length; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            file.Write(page);
            file.Flush(flushToDisk: true);
            milliseconds[i] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        }
        return [.. milliseconds.Order()];
    }

    private static double Say(string what, double value, string unit)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {value:G4} {unit}"));
        return Math.Round(value, 4);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
