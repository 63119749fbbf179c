using System.Text.Json;
using Tests.EndToEnd;

namespace Tests.K8s;

/// <summary>What pods are started with, against the programs themselves and the rules of the namespace.</summary>
public sealed class PodTests(Kustomized kustomized)
{
    [Theory]
    [MemberData(nameof(ReferenceTests.Installations), MemberType = typeof(ReferenceTests))]
    public async Task Every_option_is_one_that_the_program_has(string folders)
    {
        foreach (var pod in (await kustomized.Of(folders)).Pods)
            foreach (var container in pod.Containers.Where(container => container.Items("command").Any()))
            {
                var command = container.Strings("command").ToList();
                var (code, help, errors) = await Kustomized.Program(Path.Combine(AppContext.BaseDirectory, command[0]), null, [.. command.Skip(1), "--help"]);
                Assert.True(code == 0, errors);
                foreach (var option in container.Strings("args").Where(argument => argument.StartsWith('-')).Select(argument => argument.Split('=')[0]))
                    Assert.True(help.Contains($"  {option} ", StringComparison.Ordinal), $"{pod.Owner}: {string.Join(' ', command)} has no option {option}");
            }
    }

    [Theory]
    [MemberData(nameof(ReferenceTests.Installations), MemberType = typeof(ReferenceTests))]
    public async Task Every_pod_may_run_under_the_restricted_standard(string folders)
    {
        var installation = await kustomized.Of(folders);
        Assert.Equal("restricted", installation.Find("Namespace", "sweeps")!.Body.At("metadata.labels").GetProperty("pod-security.kubernetes.io/enforce").GetString());
        Assert.All(installation.Of("ServiceAccount"), account => Assert.Equal("False", account.Body.Text("automountServiceAccountToken")));
        foreach (var pod in installation.Pods)
        {
            Assert.Equal("False", pod.Spec.Text("automountServiceAccountToken"));
            Assert.Equal("True", pod.Spec.Text("securityContext.runAsNonRoot"));
            Assert.NotEqual("0", pod.Spec.Text("securityContext.runAsUser"));
            Assert.Equal("RuntimeDefault", pod.Spec.Text("securityContext.seccompProfile.type"));
            foreach (var other in (string[])["hostNetwork", "hostPID", "hostIPC", "initContainers"]) Assert.Null(pod.Spec.Text(other));
            Assert.All(pod.Volumes, volume => Assert.Contains(volume.EnumerateObject(), property => property.Name is "configMap" or "secret" or "emptyDir" or "persistentVolumeClaim"));
            foreach (var container in pod.Containers)
            {
                Assert.Equal("False", container.Text("securityContext.allowPrivilegeEscalation"));
                Assert.Equal("True", container.Text("securityContext.readOnlyRootFilesystem"));
                Assert.Equal(["ALL"], container.Strings("securityContext.capabilities.drop"));
                Assert.Null(container.Text("securityContext.capabilities.add"));
                foreach (var need in (string[])["requests.cpu", "requests.memory", "limits.memory"]) Assert.True(container.At($"resources.{need}").IsThere(), $"{pod.Owner} asks for no {need}");
            }
        }
    }

    /// <summary>Otherwise the kubelet kills it while its last checkpoint is on the way.</summary>
    [Fact]
    public async Task A_workers_time_to_hand_back_fits_into_its_grace()
    {
        var workers = (await kustomized.Of("overlays/production")).Pods.Where(pod => pod.Owner.Name.StartsWith("worker-", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, workers.Count);
        foreach (var worker in workers)
        {
            var arguments = worker.Containers.Single().Strings("args").Select(argument => argument.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
            var needed = int.Parse(arguments["--drain"]) + int.Parse(arguments["--hand-back"]);
            Assert.True(needed < worker.Spec.GetProperty("terminationGracePeriodSeconds").GetInt32(), $"{worker.Owner}: {needed} s");
            Assert.Equal(worker.Owner.Name == "worker-gpu" ? "pool=gpu" : null, arguments.GetValueOrDefault("--labels"));
        }
    }

    [Fact]
    public async Task Every_image_is_one_that_is_built_here_or_pinned()
    {
        var built = Directory.GetFiles(Path.Combine(Kustomized.Root, "images"), "*.Dockerfile")
            .Select(file => $"sweeps-{Path.GetFileNameWithoutExtension(file)}:0.1.0").ToHashSet();
        var used = new HashSet<string>();
        foreach (var folders in (string[])["overlays/local", "overlays/production", "jobs/launch", "jobs/run"])
            used.UnionWith((await kustomized.Of(folders)).Pods.SelectMany(pod => pod.Containers).Select(container => container.Text("image")!));
        Assert.Equal(built.Append("docker.io/library/postgres:17.6-bookworm").Order(), used.Order());
    }

    /// <summary>Whoever trains, or runs a user's own command, neither knows the keys nor has a way there.</summary>
    [Fact]
    public async Task Coordinators_alone_reach_the_bucket_and_know_its_keys()
    {
        var installation = await kustomized.Of("overlays/s3");
        var open = installation.Of("NetworkPolicy").Where(policy => policy.Spec.Items("egress").Any(rule => rule.Items("ports").Any(port => port.Text("port") == "443"))).ToList();

        var way = Assert.Single(open);
        Assert.Equal(["coordinator"], installation.Pods.Where(pod => way.Spec.GetProperty("podSelector").Selects(pod.Labels)).Select(pod => pod.Owner.Name));
        Assert.Equal(["coordinator"], installation.Pods.Where(pod => pod.Spec.GetRawText().Contains("sweeps-s3", StringComparison.Ordinal)).Select(pod => pod.Owner.Name));
        var place = installation.Find("ConfigMap", "sweeps")!.Body.Text("data.artefacts")!;
        Assert.Equal("sweeps", Coordinator.Artefacts.S3Address.Parse(place, _ => null).Bucket);
    }

    [Theory]
    [InlineData("jobs/launch", "launch-spec")]
    [InlineData("jobs/run", "run-spec")]
    public async Task The_spec_of_a_Job_is_legal(string folder, string map)
    {
        var text = (await kustomized.Of(folder)).Find("ConfigMap", map)!.Body.At("data").GetProperty("sweep.yaml").GetString()!;
        Assert.Equal("emotions", Spec.SpecTexts.Accepted(text).Name.ToString());
    }

    /// <summary>An apply must not undo what a scaler has set.</summary>
    [Fact]
    public async Task Scaled_pools_name_no_number_of_their_own()
    {
        foreach (var folders in (string[])["overlays/production", "overlays/gpu + autoscaling/hpa"])
        {
            var installation = await kustomized.Of(folders);
            var scaled = installation.Of("ScaledObject").Concat(installation.Of("HorizontalPodAutoscaler")).ToList();
            Assert.Equal(["worker-cpu", "worker-gpu"], scaled.Select(scaler => scaler.Spec.Text("scaleTargetRef.name")!).Order());
            Assert.All(scaled, scaler => Assert.Null(installation.Find("Deployment", scaler.Spec.Text("scaleTargetRef.name"))!.Spec.Text("replicas")));
        }
        var keda = (await kustomized.Of("overlays/production")).Of("ScaledObject").ToList();
        Assert.All(keda, scaler => Assert.Equal("false", scaler.Spec.Items("triggers").Single().Text("metadata.ignoreNullValues")));
        Assert.All(keda, scaler => Assert.Equal(JsonValueKind.Object, scaler.Spec.At("fallback").ValueKind));
    }
}
