using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tests.K8s;

/// <summary>Whatever a manifest names exists: neither types nor an API server ask for that, and a pod that waits for a misspelt Secret waits for ever.</summary>
public sealed partial class ReferenceTests(Kustomized kustomized)
{
    /// <summary>What people apply, and in front of what.</summary>
    public static TheoryData<string> Installations =>
    [
        "overlays/local", "overlays/gpu", "overlays/production", "overlays/s3", "overlays/gpu + autoscaling/hpa", "overlays/local + ingress", "overlays/local + jobs/launch", "overlays/production + jobs/launch", "jobs/run",
    ];

    [Theory]
    [MemberData(nameof(Installations))]
    public async Task Every_selector_selects_something(string folders)
    {
        var installation = await kustomized.Of(folders);
        var pods = installation.Pods.ToList();
        foreach (var document in installation.Documents)
        {
            // A Service's selector, and a scaler's of metrics, are of another form.
            var selectors = document.Kind switch
            {
                "Service" => [Labels(document.Spec.GetProperty("selector"))],
                "ServiceMonitor" or "PodMonitor" or "HorizontalPodAutoscaler" or "ScaledObject" or "PrometheusRule" => [],
                _ => document.Body.Objects().Where(one => !one.At("namespaceSelector").IsThere())
                    .SelectMany(one => (JsonElement[])[one.At("podSelector"), one.At("selector"), one.At("labelSelector")]).Where(selector => selector.ValueKind == JsonValueKind.Object),
            };
            foreach (var selector in selectors) Assert.True(pods.Any(pod => selector.Selects(pod.Labels)), $"{document}: no pod has the labels {selector}");
            if (document.Pod is { } own && document.Kind != "Job")
                Assert.True(document.Spec.GetProperty("selector").Selects(own.Labels), $"{document} does not select its own pods");
        }
        foreach (var monitor in installation.Of("ServiceMonitor"))
            Assert.Single(installation.Of("Service"), service => monitor.Spec.GetProperty("selector").Selects(service.Body.At("metadata.labels")));
        foreach (var monitor in installation.Of("PodMonitor"))
            Assert.Equal(["worker-cpu", "worker-gpu"], installation.Pods.Where(pod => monitor.Spec.GetProperty("selector").Selects(pod.Labels)).Select(pod => pod.Owner.Name).Order());
    }

    [Theory]
    [MemberData(nameof(Installations))]
    public async Task Every_port_is_one_that_a_container_has(string folders)
    {
        var installation = await kustomized.Of(folders);
        foreach (var service in installation.Of("Service"))
        {
            var pods = installation.Pods.Where(pod => Labels(service.Spec.GetProperty("selector")).Selects(pod.Labels)).ToList();
            foreach (var port in service.Spec.Items("ports"))
                Assert.All(pods, pod => Assert.Contains(pod.Ports, own => own.Text("name") == port.Text("targetPort") && own.Text("containerPort") == port.Text("port")));
        }
        foreach (var container in installation.Pods.SelectMany(pod => pod.Containers))
            foreach (var probe in (string[])["startupProbe", "readinessProbe", "livenessProbe"])
                if (container.Text($"{probe}.httpGet.port") is { } asked) Assert.Contains(container.Items("ports"), port => port.Text("name") == asked);
        foreach (var monitor in installation.Of("ServiceMonitor"))
            foreach (var endpoint in monitor.Spec.Items("endpoints"))
                Assert.Contains(installation.Of("Service").SelectMany(service => service.Spec.Items("ports")), port => port.Text("name") == endpoint.Text("port"));
        foreach (var monitor in installation.Of("PodMonitor"))
            foreach (var pod in installation.Pods.Where(pod => monitor.Spec.GetProperty("selector").Selects(pod.Labels)))
                foreach (var endpoint in monitor.Spec.Items("podMetricsEndpoints"))
                {
                    var port = Assert.Single(pod.Ports, port => port.Text("name") == endpoint.Text("port"));
                    Assert.Contains($"--metrics=0.0.0.0:{port.Text("containerPort")}", pod.Containers.Single().Strings("args"));
                }
        foreach (var backend in installation.Of("Ingress").SelectMany(ingress => ingress.Spec.Objects()).Select(one => one.At("backend.service")).Where(service => service.IsThere()))
            Assert.Contains(installation.Find("Service", backend.Text("name"))!.Spec.Items("ports"), port => port.Text("name") == backend.Text("port.name"));
        foreach (var policy in installation.Of("NetworkPolicy"))
        {
            var own = installation.Pods.Where(pod => policy.Spec.GetProperty("podSelector").Selects(pod.Labels)).SelectMany(pod => pod.Ports).Select(port => port.Text("containerPort")).ToList();
            foreach (var port in policy.Spec.Items("ingress").SelectMany(rule => rule.Items("ports"))) Assert.True(own.Contains(port.Text("port")), $"{policy} lets somebody in where nobody listens: {port}");
            foreach (var rule in policy.Spec.Items("egress"))
            {
                var targets = installation.Pods.Where(pod => rule.Items("to").Any(to => !to.At("namespaceSelector").IsThere() && to.At("podSelector") is { ValueKind: JsonValueKind.Object } there && there.Selects(pod.Labels)));
                foreach (var pod in targets)
                    Assert.All(rule.Items("ports"), port => Assert.Contains(pod.Ports, there => there.Text("containerPort") == port.Text("port")));
            }
        }
        if (installation.Find("ConfigMap", "sweeps") is not { } configuration) return;
        foreach (var address in (string[])[configuration.Body.Text("data.coordinator")!, configuration.Body.Text("data.ledger")!])
        {
            var url = new Uri(address);
            // With a dot it lies outside of the namespace.
            if (!url.Host.Contains('.')) Assert.Contains(installation.Find("Service", url.Host)!.Spec.Items("ports"), port => port.Text("port") == $"{url.Port}");
        }
        Assert.StartsWith(configuration.Body.Text("data.scheme") + "://", configuration.Body.Text("data.coordinator")!, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Installations))]
    public async Task Every_account_class_claim_and_key_is_there(string folders)
    {
        var installation = await kustomized.Of(folders);
        var secrets = await SecretKeys.In(installation);
        void HasKey(object who, string kind, string? name, string? key)
        {
            var keys = kind == "Secret" ? secrets.GetValueOrDefault(name!) : installation.Find(kind, name)?.Body.At("data") is { ValueKind: JsonValueKind.Object } data ? [.. data.EnumerateObject().Select(pair => pair.Name)] : null;
            Assert.True(keys is not null, $"{who}: there is no {kind} {name}");
            Assert.True(key is null || keys.Contains(key), $"{who}: {kind} {name} has no key {key}, but {string.Join(", ", keys)}");
        }
        foreach (var document in installation.Documents)
        {
            foreach (var one in document.Body.Objects())
            {
                if (one.At("secretKeyRef") is var secret && secret.IsThere()) HasKey(document, "Secret", secret.Text("name"), secret.Text("key"));
                if (one.At("configMapKeyRef") is var map && map.IsThere() && map.Text("optional") != "True") HasKey(document, "ConfigMap", map.Text("name"), map.Text("key"));
                if (one.At("credentials") is var credentials && credentials.IsThere()) HasKey(document, "Secret", credentials.Text("name"), credentials.Text("key"));
                if (one.At("ca.secret") is var authority && authority.IsThere()) HasKey(document, "Secret", authority.Text("name"), authority.Text("key"));
                if (one.At("issuerRef") is var issuer && issuer.IsThere()) Assert.NotNull(installation.Find("Issuer", issuer.Text("name")));
                if (one.At("scaleTargetRef") is var target && target.IsThere()) Assert.NotNull(installation.Find("Deployment", target.Text("name")));
            }
            if (document.Pod is not { } pod) continue;
            Assert.NotNull(installation.Find("ServiceAccount", pod.Spec.Text("serviceAccountName")));
            if (pod.Spec.Text("priorityClassName") is { } priority) Assert.NotNull(installation.Find("PriorityClass", priority));
            foreach (var volume in pod.Volumes)
            {
                if (volume.Text("configMap.name") is { } map) HasKey(pod.Owner, "ConfigMap", map, null);
                if (volume.Text("secret.secretName") is { } secret && volume.Text("secret.optional") != "True")
                {
                    HasKey(pod.Owner, "Secret", secret, null);
                    foreach (var item in volume.Items("secret.items")) HasKey(pod.Owner, "Secret", secret, item.Text("key"));
                }
                // The data is the user's own.
                if (volume.Text("persistentVolumeClaim.claimName") is { } claim and not "sweeps-data") Assert.NotNull(installation.Find("PersistentVolumeClaim", claim));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Installations))]
    public async Task Every_file_that_a_program_is_told_of_is_mounted(string folders)
    {
        var installation = await kustomized.Of(folders);
        var secrets = await SecretKeys.In(installation);
        var told = 0;
        foreach (var pod in installation.Pods)
            foreach (var container in pod.Containers)
            {
                var volumes = pod.Volumes.Concat(pod.Owner.Spec.Items("volumeClaimTemplates").Select(claim => claim.GetProperty("metadata"))).ToDictionary(volume => volume.Text("name")!);
                var mounts = container.Items("volumeMounts").ToList();
                Assert.Equal(volumes.Keys.Order(), mounts.Select(mount => mount.Text("name")!).Order());
                foreach (var path in Told(container, installation).SelectMany(text => PathPattern().Matches(text)).Select(match => match.Value))
                {
                    var mount = mounts.Where(mount => $"{path}/".StartsWith(mount.Text("mountPath") + "/", StringComparison.Ordinal)).OrderBy(mount => mount.Text("mountPath")!.Length).LastOrDefault();
                    Assert.True(mount.IsThere(), $"{pod.Owner}: nothing is mounted at {path}");
                    told++;
                    var volume = volumes[mount.Text("name")!];
                    if (volume.Text("secret.secretName") is not { } secret) continue;
                    var files = volume.At("secret.items").IsThere() ? volume.Items("secret.items").Select(item => item.Text("path")!) : secrets[secret];
                    Assert.Contains(Path.GetFileName(path), files);
                }
            }
        Assert.InRange(told, 1, 100);
    }

    /// <summary>Arguments with their variables filled in, and the variables themselves.</summary>
    private static IEnumerable<string> Told(JsonElement container, Installation installation)
    {
        var variables = container.Items("env").ToDictionary(
            variable => variable.Text("name")!,
            variable => variable.Text("value") ?? (variable.Text("valueFrom.configMapKeyRef.key") is { } key ? installation.Find("ConfigMap", variable.Text("valueFrom.configMapKeyRef.name"))!.Body.Text($"data.{key}") : null) ?? "");
        return container.Strings("args").Select(argument => VariablePattern().Replace(argument, match => variables[match.Groups[1].Value])).Concat(variables.Values);
    }

    private static JsonElement Labels(JsonElement labels) => JsonElement.Parse($$"""{"matchLabels": {{labels}}}""");

    [GeneratedRegex(@"\$\((\w+)\)")]
    private static partial Regex VariablePattern();

    [GeneratedRegex(@"(?<=^|=)/(?:run/secrets|var|etc/sweeps|data)/?[\w./-]*")]
    private static partial Regex PathPattern();
}
