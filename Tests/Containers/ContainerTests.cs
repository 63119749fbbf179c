using System.Security.Cryptography;
using System.Text.Json;
using Tests.Agent;
using Tests.Cli;
using Tests.EndToEnd;

namespace Tests.Containers;

/// <summary>The images and manifests at work, as far as one machine without Kubernetes can have them: <c>./test Containers</c>.</summary>
public sealed class ContainerTests(PodmanFleet fleet) : IClassFixture<PodmanFleet>
{
    [Fact]
    public async Task A_sweep_launched_from_outside_outlives_a_worker_and_its_weights_are_pulled()
    {
        using var terminal = new Terminal(fleet.Server, fleet.Token);
        MulanFiles.WriteDense(terminal.Root);
        File.WriteAllText(terminal.File("spec.yaml"), Specs.Small.Changed("epochs: 2,", "epochs: 400,"));

        var launched = (await terminal.Sweeps("launch", "spec.yaml")).With(code: 0);
        await Runs(terminal, fleet.Pod("worker-cpu", 0));
        // Killed with its trainer and all, and never seen again.
        await fleet.Podman("kill", "--signal", "KILL", $"{fleet.Pod("worker-cpu", 0)}-worker");
        await fleet.Podman("pod", "rm", "--force", "--time", "0", fleet.Pod("worker-cpu", 0));
        var ended = (await terminal.Sweeps("watch", "small", "--json", "--patience", "2m")).With(code: 0);
        var exported = (await terminal.Sweeps("export", "small", "--json")).With(code: 0).Json;
        var events = (await terminal.Sweeps("events", "small", "--json")).With(code: 0).Output;
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', fleet.Starts.Select(start => $"{start.Key}: {start.Value.TotalSeconds:F1} s")));

        Assert.Contains("prepared data on http://", launched.Output + launched.Errors, StringComparison.Ordinal);
        Assert.Equal("""{"completed":8}""", ended.Json.GetProperty("trials").GetRawText());
        Assert.Contains("\"lost\"", events, StringComparison.OrdinalIgnoreCase);
        var weights = exported.GetProperty("files")[1].GetString()!;
        Assert.Equal(ended.Json.GetProperty("best").GetProperty("artefacts").GetProperty("weights").GetString(), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(weights))));
    }

    [Theory]
    [InlineData("coordinator", "sweeps-coordinator")]
    [InlineData("worker-cpu", "sweeps-worker-cpu")]
    public async Task An_image_says_what_it_is_and_runs_as_nobody(string image, string title)
    {
        var configuration = JsonElement.Parse(await fleet.Podman("image", "inspect", $"localhost/sweeps-{image}:0.1.0"))[0].GetProperty("Config");

        Assert.Equal("65532:65532", configuration.GetProperty("User").GetString());
        var labels = configuration.GetProperty("Labels");
        Assert.Equal(title, labels.GetProperty("org.opencontainers.image.title").GetString());
        Assert.Equal("0.1.0", labels.GetProperty("org.opencontainers.image.version").GetString());
        Assert.Matches("^[0-9a-f]{40}$", labels.GetProperty("org.opencontainers.image.revision").GetString());
    }

    [Theory]
    [InlineData("coordinator", 1, "coordinator")]
    [InlineData("worker-cpu", 1, "worker")]
    public async Task A_container_has_no_capability_and_cannot_write_but_where_it_is_told(string owner, int number, string container)
    {
        const string Look = """
            id -u; grep -E '^Cap(Eff|Prm|Bnd)' /proc/self/status | sort -u -k2 | cut -f2
            for place in / /opt/sweeps /usr/local/bin; do if touch "$place/here" 2>/dev/null; then echo "wrote into $place"; fi; done
            touch /tmp/here && echo tmp
            """;
        Assert.Equal("65532\n0000000000000000\ntmp", await fleet.Podman("exec", $"{fleet.Pod(owner, number)}-{container}", "sh", "-c", Look));
    }

    [Fact]
    public async Task The_health_check_of_the_image_finds_a_coordinator_well_and_nobody_ill()
    {
        var container = $"{fleet.Pod("coordinator", 1)}-coordinator";
        var configuration = JsonElement.Parse(await fleet.Podman("image", "inspect", "localhost/sweeps-coordinator:0.1.0"))[0];
        // As Docker and Podman ask it by themselves; of what `kube play` started they do not.
        List<string> check = [.. configuration.GetProperty("Healthcheck").GetProperty("Test").EnumerateArray().Select(word => word.GetString()!)];
        Assert.Equal("CMD", check[0]);
        await fleet.Podman(["exec", container, .. check[1..]]);
        Assert.Equal("ill", await fleet.Podman("exec", container, "sh", "-c", "healthy 7461 2>/dev/null || echo ill"));
    }

    private static async Task Runs(Terminal terminal, string worker)
    {
        async Task Holds()
        {
            while (!(await terminal.Sweeps("workers", "--json")).With(code: 0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))
                .Any(one => one.GetProperty("name").GetString() == worker && one.GetProperty("running").GetArrayLength() > 0))
            {
            }
        }
        await Soon.Happens(Holds(), $"a trial of {worker}");
    }
}
