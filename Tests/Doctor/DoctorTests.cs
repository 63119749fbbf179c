using System.Text.Json;
using System.Text.Json.Nodes;
using Coordinator.Deciding.Access;
using Tests.Cli;
using Tests.EndToEnd;
using Tests.Leadership;
using Tests.Peers;

namespace Tests.Doctor;

/// <summary><c>sweeps doctor</c>: what is well is said to be well, and what is wrong is named with what to do.</summary>
public sealed class DoctorTests(SharedPostgres postgres, SwiftServer swift)
{
    [Fact]
    public async Task A_coordinator_that_is_well_is_found_well()
    {
        await using var small = await SmallSweep.Launched();

        var ended = (await small.Terminal.Sweeps("doctor", "--device", "none", "--json")).With(code: 0);

        Assert.True(ended.Json.GetProperty("good").GetBoolean());
        Assert.Equal(["coordinator good", "token good", "clock good"], Verdicts(ended));
        Assert.Contains("'everything' has the role admin", Message(ended, "token"), StringComparison.Ordinal);
        Assert.EndsWith("nothing is wrong\n", (await small.Terminal.Sweeps("doctor", "--device", "none")).With(code: 0).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("viewer", "warning", 0)]
    [InlineData("operator", "good", 0)]
    [InlineData("worker", "wrong", 1)]
    public async Task A_token_is_judged_by_what_a_person_can_do_with_it(string role, string verdict, int code)
    {
        await using var small = await SmallSweep.Launched();

        var ended = (await small.As(Enum.Parse<Role>(role, ignoreCase: true)).Sweeps("doctor", "--device", "none", "--json")).With(code);

        Assert.Contains($"token {verdict}", Verdicts(ended));
    }

    [Fact]
    public async Task A_wrong_token_and_a_coordinator_that_is_away_are_told_apart()
    {
        await using var small = await SmallSweep.Launched();
        var unknown = (await small.At(small.Live.Server.Address.ToString(), "a.wrong.token.of.this.test").Sweeps("doctor", "--device", "none", "--json")).With(code: 1);
        var away = (await small.At($"http://127.0.0.1:{PostgresServer.FreePort()}", "x").Sweeps("doctor", "--device", "none", "--json", "--patience", "0.1s")).With(code: 1);

        Assert.Contains("does not know this token", Message(unknown, "coordinator"), StringComparison.Ordinal);
        Assert.Contains("cannot be reached (Connection refused)", Message(away, "coordinator"), StringComparison.Ordinal);
        Assert.Equal(["coordinator wrong"], Verdicts(away));
    }

    [Fact]
    public async Task A_database_under_coordinators_is_looked_at_from_connection_to_lease()
    {
        using var terminal = new Terminal();
        await using var durable = await PostgresServer.Start(durable: true);
        var database = await durable.NewDatabase();
        var empty = (await terminal.Sweeps("doctor", "--ledger", database, "--device", "none", "--json")).With(code: 1);
        await using (var coordinator = await CoordinatorProcess.Start(database, terminal.Root))
        {
            while (!await coordinator.IsActive()) await Task.Delay(TimeSpan.FromMilliseconds(20));
            var led = (await terminal.Sweeps("doctor", "--ledger", database, "--device", "none", "--json")).With(code: 0);

            Assert.Equal(["database good", "clock good", "commit good", "schema good", "lease good"], Verdicts(led));
            Assert.Matches(@"^postgres://sweeps@127\.0\.0\.1:[0-9]+/test1 answers: PostgreSQL [0-9]+\.", Message(led, "database"));
            Assert.Contains($"{coordinator.Client.BaseAddress} leads", Message(led, "lease"), StringComparison.Ordinal);
        }
        var left = (await terminal.Sweeps("doctor", "--ledger", database, "--device", "none", "--json")).With(code: 1);

        Assert.Equal(["database good", "clock good", "commit good", "schema wrong"], Verdicts(empty));
        Assert.Equal("the database holds no ledger yet", Message(empty, "schema"));
        Assert.Contains("lease wrong", Verdicts(left));
    }

    [Fact]
    public async Task A_database_that_refuses_or_forgets_is_wrong()
    {
        using var terminal = new Terminal();
        var database = await postgres.NewDatabase();
        var stranger = new UriBuilder(database) { Password = "another" }.Uri.ToString();

        var refused = (await terminal.Sweeps("doctor", "--ledger", stranger, "--device", "none", "--json")).With(code: 1);
        // The tests' own writes nothing to its disk.
        var forgetful = (await terminal.Sweeps("doctor", "--ledger", database, "--device", "none", "--json")).With(code: 1);

        Assert.Equal(["database wrong"], Verdicts(refused));
        Assert.Contains("password authentication failed", Message(refused, "database"), StringComparison.Ordinal);
        Assert.DoesNotContain("another", refused.Output + refused.Errors, StringComparison.Ordinal);
        Assert.Equal("the database acknowledges what is not on its disk: fsync off", Message(forgetful, "commit"));
    }

    [Fact]
    public async Task A_bucket_for_artefacts_is_tried_out()
    {
        using var terminal = new Terminal();
        var place = await swift.NewBucket();
        (terminal.Environment["AWS_ACCESS_KEY_ID"], terminal.Environment["AWS_SECRET_ACCESS_KEY"]) = (SwiftServer.AccessKey, swift.Secret);

        var good = (await terminal.Sweeps("doctor", "--artefacts", place, "--device", "none", "--json")).With(code: 0);
        var missing = (await terminal.Sweeps("doctor", "--artefacts", SwiftServer.Address(await swift.Endpoint(), "nothing"), "--device", "none", "--json")).With(code: 1);
        terminal.Environment["AWS_SECRET_ACCESS_KEY"] = "another";
        var refused = (await terminal.Sweeps("doctor", "--artefacts", place, "--device", "none", "--json")).With(code: 1);

        Assert.Matches($@"^{System.Text.RegularExpressions.Regex.Escape(place)} takes one, gives it back and deletes it, in [0-9]+ ms from here$", Message(good, "artefacts"));
        Assert.EndsWith(": there is no bucket 'nothing': create it, or name another with --artefacts", Message(missing, "artefacts"), StringComparison.Ordinal);
        Assert.Contains(": it refuses (SignatureDoesNotMatch): AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, ", Message(refused, "artefacts"), StringComparison.Ordinal);
        Assert.DoesNotContain("another", refused.Output + refused.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3://bucket", "sweeps: --artefacts s3://BUCKET[/PREFIX][?endpoint=URL&region=REGION] needs region=REGION, or AWS_REGION in the environment, where no endpoint is given")]
    [InlineData("ledger", "sweeps: --artefacts ledger needs --ledger, which says where that is")]
    [InlineData("/volume/that/is/missing", "sweeps: --artefacts: this machine has no directory '/volume/that/is/missing'")]
    public async Task A_place_for_artefacts_that_is_none_is_refused(string place, string said)
    {
        using var terminal = new Terminal();

        Assert.Equal(said, await terminal.Refused(2, "doctor", "--artefacts", place, "--device", "none"));
        Assert.False(Directory.Exists("/volume/that/is/missing"));
    }

    [Fact]
    public async Task A_trial_is_trained_where_it_can_be_and_it_is_said_why_where_it_cannot()
    {
        using var terminal = new Terminal();

        var cpu = (await terminal.Sweeps("doctor", "--device", "cpu", "--json")).With(code: 0);
        terminal.Environment["CUDA_VISIBLE_DEVICES"] = "";
        var cuda = (await terminal.Sweeps("doctor", "--device", "cuda", "--json")).With(code: 1);

        Assert.Matches(@"^one was trained on cpu in [0-9.]+ s, from a loss of 0\.[0-9]+ to 0\.[0-9]+$", Message(cpu, "trial"));
        Assert.StartsWith("no trial can be trained on cuda: --device cuda: ", Message(cuda, "trial"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_that_is_well_is_found_well_through_kubectl()
    {
        await using var cluster = await StandInCluster.Start();

        var ended = (await cluster.Terminal.Sweeps("doctor", "--kube-context", "lab", "--device", "none", "--json")).With(code: 0);

        Assert.Equal(["cluster good", "secrets good", "pods good", "gpus good", "coordinator good", "token good", "clock good"], Verdicts(ended));
        Assert.Equal("all 2 are ready, 1 coordinators and 1 workers among them", Message(ended, "pods"));
    }

    [Fact]
    public async Task What_is_wrong_in_a_cluster_is_named_with_the_command_that_helps()
    {
        await using var cluster = await StandInCluster.Start();
        cluster.Change("pods", new JsonArray(StandInCluster.Pod("coordinator", "coordinator-1"), StandInCluster.Pod("worker", "worker-1", waits: "ImagePullBackOff")));
        cluster.Change("deployments", JsonNode.Parse("""[{ "spec": { "limits": { "nvidia.com/gpu": 1 } } }]"""));
        cluster.Change("nodes", JsonNode.Parse("""[{ "status": { "allocatable": { "cpu": "4" } } }, { "status": { "allocatable": { "cpu": "4", "nvidia.com/gpu": "0" } } }]"""));
        cluster.Objects["secrets"]!.AsObject().Remove("sweeps-ledger");
        cluster.Change("secrets", cluster.Objects["secrets"]!.DeepClone());

        var ended = (await cluster.Terminal.Sweeps("doctor", "--kube-context", "lab", "--device", "none")).With(code: 1);
        var elsewhere = (await cluster.Terminal.Sweeps("doctor", "--namespace", "other", "--device", "none")).With(code: 1);

        Assert.Contains("secrets     there is no Secret sweeps-ledger in namespace 'sweeps' of context 'lab', and pods wait for it\n", ended.Output, StringComparison.Ordinal);
        Assert.Contains("-> k8s/secrets --namespace sweeps | kubectl create -f -\n", ended.Output, StringComparison.Ordinal);
        Assert.Contains("pods        1 of 2 pods are not ready: worker-1 (ImagePullBackOff)\n", ended.Output, StringComparison.Ordinal);
        Assert.Contains("gpus        workers ask for nvidia.com/gpu, and none of the 2 nodes offers it\n", ended.Output, StringComparison.Ordinal);
        Assert.EndsWith("3 of 7 checks found something wrong\n", ended.Output, StringComparison.Ordinal);
        Assert.Contains("cluster     there is no namespace 'other' of kubectl's current context\n", elsewhere.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 of 1 checks found something wrong\n", elsewhere.Output, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Verdicts(Ended ended) => [.. Findings(ended).Select(finding => $"{finding.GetProperty("check").GetString()} {finding.GetProperty("verdict").GetString()}")];

    private static string Message(Ended ended, string check) => Findings(ended).First(finding => finding.GetProperty("check").GetString() == check).GetProperty("message").GetString()!;

    private static IEnumerable<JsonElement> Findings(Ended ended) => ended.Json.GetProperty("findings").EnumerateArray();
}
