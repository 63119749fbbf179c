using System.Diagnostics;
using System.Text.RegularExpressions;
using Tests.Agent;
using Tests.Chaos;
using Tests.K8s;
using Tests.Spec;

namespace Tests.Containers;

/// <summary>
/// The images, built from their Dockerfiles without a registry, and the pods of overlays/local in a network of their own: PostgreSQL, two
/// coordinators, two workers. Gone in the end, but for the images.
/// </summary>
public sealed partial class PodmanFleet(Kustomized kustomized) : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private readonly string name = $"sweeps-test-{Environment.ProcessId}";
    private readonly List<string> pods = [];
    private readonly Dictionary<string, long> begun = [];
    private string prefix = null!;
    private PodmanPods manifests = null!;

    /// <summary>Of each pod until it answered or said that it had joined, from the moment when it was asked for.</summary>
    internal Dictionary<string, TimeSpan> Starts { get; } = [];

    internal IReadOnlyList<string> Coordinators => [Address(11), Address(12)];

    internal string Server => string.Join(',', Coordinators.Select(address => $"http://{address}:7460"));

    /// <summary>The admin's, as the containers see it.</summary>
    internal string Token { get; private set; } = null!;

    internal string Pod(string owner, int number) => $"{name}-{owner}-{number}";

    public async ValueTask InitializeAsync()
    {
        await Shell.Run(Path.Combine(Kustomized.Root, "images", "build"));
        var ledger = Path.Combine(SpecTexts.Repository, "Tests", "Containers", "ledger");
        await Shell.Run("buildah", "bud", "--quiet", "--isolation", "chroot", "--format", "docker", "--layers", "--build-arg", "BASE=localhost/sweeps-base:bookworm", "--tag", PodmanPods.LedgerImage, ledger);
        await WriteConfiguration();

        await Podman("network", "create", name);
        prefix = string.Join('.', (await Podman("network", "inspect", "--format", "{{range .Subnets}}{{.Subnet}}{{end}}", name)).Split('.')[..3]);
        var secrets = (await SecretKeys.Printed()).Replace("{name: sweeps-", $"{{name: {name}-sweeps-", StringComparison.Ordinal);
        // Podman 4.3 hands Secrets out as they are written, in base64; to a token or a password that is all one.
        Token = AdminPattern().Match(secrets).Groups[1].Value;
        await Play("secrets", secrets);
        manifests = new PodmanPods(name, await kustomized.Of("overlays/local"), new Dictionary<string, string>
        {
            ["ledger"] = $"postgres://sweeps@{Address(10)}:5432/sweeps",
            ["scheme"] = "http",
            ["artefacts"] = "ledger",
            ["coordinator"] = Server,
        });
        await Start("StatefulSet", "ledger", 0, 10);
        await Start("Deployment", "coordinator", 0, 11);
        await Start("Deployment", "coordinator", 1, 12);
        foreach (var (number, address) in Coordinators.Index()) await Ready(Pod("coordinator", number), address);
        foreach (var number in (int[])[0, 1])
        {
            await Start("Deployment", "worker-cpu", number, 20 + number);
            await Says(Pod("worker-cpu", number), "worker", "joined");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (pods.Count > 0) await TryPodman(["pod", "rm", "--force", "--time", "1", .. pods]);
        foreach (var secret in (string[])["sweeps-ledger", "sweeps-admin", "sweeps-worker"]) await TryPodman("secret", "rm", $"{name}-{secret}");
        var volumes = await TryPodman("volume", "ls", "--quiet", "--filter", $"name={name}");
        if (volumes.Said.Length > 0) await TryPodman(["volume", "rm", "--force", .. volumes.Said.Split('\n')]);
        await TryPodman("network", "rm", "--force", name);
        folder.Dispose();
    }

    internal async Task<string> Podman(params IReadOnlyList<string> words)
    {
        var (code, said) = await TryPodman(words);
        Assert.True(code == 0, $"podman {string.Join(' ', words)}: {said}");
        return said;
    }

    /// <summary>Its last words, when it should have said something else.</summary>
    internal async Task<string> Log(string owner, int number, string container) => (await TryPodman("logs", "--tail", "20", $"{Pod(owner, number)}-{container}")).Said;

    private Task<(int Code, string Said)> TryPodman(params IReadOnlyList<string> words) => Shell.Try(["env", $"CONTAINERS_CONF={folder.File("containers.conf")}", "podman", "--log-level", "fatal", .. words]);

    private string Address(int last) => $"{prefix}.{last}";

    /// <summary>By itself Podman asks for more open files and processes than root may have inside of a sandbox, and tells a journal that is not there.</summary>
    private Task WriteConfiguration() => File.WriteAllTextAsync(folder.File("containers.conf"), """
        [containers]
        default_ulimits = ["nofile=8192:8192", "nproc=8192:8192"]
        [engine]
        events_logger = "file"
        """);

    private async Task Start(string kind, string owner, int number, int last)
    {
        pods.Add(Pod(owner, number));
        begun[Pod(owner, number)] = Stopwatch.GetTimestamp();
        await Play(Pod(owner, number), manifests.Play(kind, owner, number, Address(last)), "--network", name, "--ip", Address(last));
    }

    private async Task Play(string file, string text, params IReadOnlyList<string> options)
    {
        await File.WriteAllTextAsync(folder.File(file), text);
        await Podman(["kube", "play", .. options, folder.File(file)]);
    }

    private async Task Ready(string pod, string address)
    {
        using var http = new HttpClient();
        async Task Answers()
        {
            while (true)
            {
                try
                {
                    if ((await http.GetAsync($"http://{address}:7460/readyz")).IsSuccessStatusCode) return;
                }
                catch (HttpRequestException)
                {
                    // Not yet.
                }
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
        }
        await Happens(pod, "coordinator", Answers(), "an answer of /readyz");
    }

    private Task Says(string pod, string container, string word)
    {
        async Task Said()
        {
            while (!(await TryPodman("logs", $"{pod}-{container}")).Said.Contains(word, StringComparison.OrdinalIgnoreCase)) await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
        return Happens(pod, container, Said(), $"the word '{word}'");
    }

    private async Task Happens(string pod, string container, Task happening, string what)
    {
        try
        {
            await happening.WaitAsync(TimeSpan.FromSeconds(120));
            Starts[pod] = Stopwatch.GetElapsedTime(begun[pod]);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{what} of {pod} did not come within two minutes; it says: {(await TryPodman("logs", $"{pod}-{container}")).Said}");
        }
    }

    [GeneratedRegex(@"sweeps-admin, namespace: sweeps\}\ntype: Opaque\ndata:\n  token: (\S+)")]
    private static partial Regex AdminPattern();
}
