using System.Net;
using Shared.Exposition;
using Tests.Agent;
using Worker.Devices;
using Worker.Metrics;

namespace Tests.Metrics;

/// <summary>What a worker tells Prometheus.</summary>
public sealed class WorkerMetricsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_worker_tells_what_it_holds_and_what_came_of_it()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        var log = new LinesLog();
        var options = AgentRun.Options(coordinator, folder, Patient) with { Metrics = new IPEndPoint(IPAddress.Loopback, 0) };
        await using var agent = AgentRun.Start(options, coordinator, log);
        var address = new Uri((await log.Comes("serves metrics at")).Split(' ').Last());
        using var client = new HttpClient();
        var idle = new Scrape(await client.GetStringAsync(address));

        coordinator.Offer(0);
        await Soon.Comes(coordinator.Measurements, "a measurement");
        var busy = new Scrape(await client.GetStringAsync(address));
        coordinator.LoseReplyTo("/outcome");
        File.WriteAllText(folder.File("go"), "");
        await Soon.Comes(coordinator.Outcomes, "an outcome");
        await Soon.Comes(coordinator.Outcomes, "the outcome again");
        var further = new Scrape(await client.GetStringAsync(address));

        Assert.Equal((0, 1, 1), (idle["sweeps_worker_trials_running"], idle["sweeps_worker_slots"], busy["sweeps_worker_trials_running"]));
        Assert.Empty(busy.StartingWith("sweeps_worker_trials_finished_total"));
        Assert.Equal(0, busy["sweeps_worker_requests_retried_total"]);
        Assert.Equal(1, further["""sweeps_worker_trials_finished_total{outcome="completed"}"""]);
        Assert.Equal((1, 5), (further["sweeps_worker_uploads_total"], further["sweeps_worker_uploaded_bytes_total"]));
        Assert.Equal(1, further["sweeps_worker_requests_retried_total"]);
        Assert.True(further["sweeps_worker_training_seconds_total"] > 0);
        Assert.Equal((0, 64), (idle["sweeps_worker_rows_total"], further["sweeps_worker_rows_total"]));
        Assert.Empty(further.StartingWith("sweeps_worker_gpu"));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri(address, "/"))).StatusCode);
    }

    [Fact]
    public async Task A_GPU_is_told_where_the_driver_tells_it()
    {
        var smi = folder.File("nvidia-smi");
        File.WriteAllText(smi, "#!/bin/sh\ncat <<'END'\n0, GPU-aaaa1111, 1000, 250, 87\n1, GPU-bbbb2222, [N/A], [N/A], [N/A]\nEND\n");
        File.SetUnixFileMode(smi, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var metrics = new WorkerMetrics(2);
        await metrics.Look(new Machine(smi, folder.File("proc"), visible: null), default);

        var scrape = new Scrape(ExpositionFormat.Prometheus.Write(metrics.Collector.Collect()));

        Assert.Equal(1000 << 20, scrape["""sweeps_worker_gpu_memory_bytes{gpu="0"}"""]);
        Assert.Equal(250 << 20, scrape["""sweeps_worker_gpu_memory_used_bytes{gpu="0"}"""]);
        Assert.Equal(0.87, scrape["""sweeps_worker_gpu_utilisation_ratio{gpu="0"}"""]);
        Assert.Equal(3, scrape.StartingWith("sweeps_worker_gpu").Count);
    }

    /// <summary>Trains until a file is there.</summary>
    private string Patient => $$"""
        while read -r line; do
            request
            echo '{"sweeps":1,"event":"measured","measurement":{"epoch":1,"seconds":1.5,"rows":64,"values":{"validation.macro_ap":0.5} } }'
            while [ ! -e {{folder.File("go")}} ]; do sleep 0.05; done
            printf bytes >"$scratch/model"
            finished '"validation.macro_ap":0.75' '"weights":"model"'
        done
        """;
}
