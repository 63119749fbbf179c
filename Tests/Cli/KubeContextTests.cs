using Coordinator.Deciding.Access;
using Tests.Agent;
using Tests.EndToEnd;
using Tests.Peers;
using Worker.Agent;

namespace Tests.Cli;

/// <summary><c>--kube-context</c>: a verb finds its own way into a cluster, and leaves nothing behind.</summary>
public sealed class KubeContextTests : IAsyncLifetime
{
    private StandInCluster cluster = null!;

    public async ValueTask InitializeAsync() => cluster = await StandInCluster.Start();

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Theory]
    [InlineData("--kube-context", "lab")]
    [InlineData("--kube-context", "lab", "--namespace", "sweeps")]
    [InlineData("--namespace", "sweeps")]
    public async Task Sweeps_in_a_cluster_are_listed_with_the_token_of_its_Secret(params string[] options)
    {
        var listed = (await cluster.Terminal.Sweeps(["list", "--json", .. options])).With(code: 0);

        Assert.Equal("small", listed.Json.GetProperty("sweep").GetString());
        Assert.Equal("", listed.Errors);
        Assert.Null(ProcessEntry.Find(Assert.Single(cluster.Forwards)));
    }

    [Fact]
    public async Task The_environment_names_a_context_too()
    {
        cluster.Terminal.Environment["SWEEPS_KUBE_CONTEXT"] = "lab";

        Assert.Equal("small", (await cluster.Terminal.Sweeps("status", "small", "--json")).With(code: 0).Json.GetProperty("sweep").GetString());
    }

    [Fact]
    public async Task Ones_own_token_goes_before_the_Secret()
    {
        var viewer = cluster.Small.At(null, cluster.Small.Live.Token(Role.Viewer).ToString());
        cluster.Enter(viewer);

        Assert.Matches("^sweeps: http://127.0.0.1:[0-9]+/ refuses: this needs a token of the role operator", await viewer.Refused(2, "pause", "small", "--kube-context", "lab"));
    }

    [Fact]
    public async Task A_pod_that_goes_is_followed_by_another_and_the_verb_goes_on()
    {
        var following = cluster.Terminal.Start("events", "small", "--follow", "--json", "--kube-context", "lab", "--patience", "60s");
        await Soon.Is(() => following.OutputSoFar.Contains('\n'), "the first event");

        Posix.Signal(cluster.Forwards[0], 9);
        await Soon.Is(() => cluster.Forwards.Count > 1, "another kubectl");
        await cluster.Small.Complete(0.5);

        await Soon.Is(() => following.OutputSoFar.Contains("0.5", StringComparison.Ordinal), "an event through the second one");
        following.Signal(SweepsProcess.Interrupt);
        Assert.Equal(130, (await following.End()).Code);
        await Soon.IsGone(cluster.Forwards[1]);
    }

    [Fact]
    public async Task Killed_it_leaves_no_kubectl_behind()
    {
        var following = cluster.Terminal.Start("events", "small", "--follow", "--kube-context", "lab");
        await Soon.Is(() => cluster.Forwards.Count == 1, "a port-forward");

        following.Signal(9);

        await Soon.IsGone(cluster.Forwards[0]);
    }

    [Fact]
    public async Task What_kubectl_says_is_in_one_message_with_what_to_do()
    {
        Assert.Equal("sweeps: namespace 'sweeps' of context 'labb' cannot be looked at: kubectl says 'error: context \"labb\" does not exist'", await cluster.Terminal.Refused(1, "list", "--kube-context", "labb"));
        Assert.Equal(
            "sweeps: Sweeps is not installed in namespace 'other' of context 'lab': there is no ConfigMap 'sweeps'. Install it with 'kubectl apply -k k8s/overlays/local', or name another place with --namespace",
            await cluster.Terminal.Refused(1, "list", "--kube-context", "lab", "--namespace", "other"));
        cluster.Change("forward", null);
        Assert.Equal(
            "sweeps: the coordinators in namespace 'sweeps' of context 'lab' cannot be reached: kubectl says 'error: unable to forward port because pod is not running. Current status=Pending'. " +
            "Check with 'kubectl --context lab --namespace sweeps get service/sweeps pods'; 'sweeps doctor' looks further",
            await cluster.Terminal.Refused(1, "list", "--kube-context", "lab"));
        cluster.Change("secrets", null);
        Assert.StartsWith("sweeps: a coordinator asks for a token, and kubectl may not read the Secret 'sweeps-admin' in namespace 'sweeps' of context 'lab'", await cluster.Terminal.Refused(2, "list", "--kube-context", "lab"), StringComparison.Ordinal);
        cluster.Terminal.Environment["PATH"] = cluster.Terminal.Root;
        Assert.StartsWith("sweeps: kubectl cannot be started (", await cluster.Terminal.Refused(1, "list", "--kube-context", "lab"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_places_are_one_too_many()
    {
        Assert.Equal("sweeps: --server and --kube-context name two places to look at: give one of them", await cluster.Terminal.Refused(2, "list", "--server", "http://127.0.0.1:1", "--kube-context", "lab"));
        cluster.Terminal.Environment["SWEEPS_SERVER"] = "http://127.0.0.1:1";
        cluster.Terminal.Environment["SWEEPS_KUBE_CONTEXT"] = "lab";
        Assert.Equal("sweeps: SWEEPS_SERVER and SWEEPS_KUBE_CONTEXT name two places to look at: unset one of them", await cluster.Terminal.Refused(2, "list"));
    }
}
