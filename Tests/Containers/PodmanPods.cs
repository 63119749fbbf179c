using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tests.K8s;

namespace Tests.Containers;

/// <summary>
/// The pods of the rendered manifests, as <c>podman kube play</c> of Debian 12 (4.3) takes them. What that one cannot do is done here and
/// nowhere else; images, users, options, mounts and what they may not do stay the manifests' own.
/// </summary>
/// <param name="name">Stands before every name, since Podman's are the machine's.</param>
internal sealed partial class PodmanPods(string name, Installation installation, IReadOnlyDictionary<string, string> configuration)
{
    /// <summary>Built by these tests: Debian's PostgreSQL in the place of the image that a registry has.</summary>
    public const string LedgerImage = "localhost/sweeps-test-ledger:15";

    /// <param name="kind">Of the owner: <c>Deployment</c> or <c>StatefulSet</c>.</param>
    /// <param name="owner">Whose template it is.</param>
    /// <param name="number">Which one of its pods.</param>
    public string Play(string kind, string owner, int number, string address)
    {
        var document = installation.Find(kind, owner)!;
        var template = JsonNode.Parse(document.Pod!.Template.GetRawText())!;
        var spec = template["spec"]!.AsObject();
        var pod = $"{name}-{owner}-{number}";
        var volumes = spec["volumes"]!.AsArray();
        // It knows no StatefulSet: the claim is a volume that goes with the pod.
        if (document.Spec.At("volumeClaimTemplates").IsThere()) volumes.Add(new JsonObject { ["name"] = "data", ["emptyDir"] = new JsonObject() });
        foreach (var volume in volumes)
        {
            // Its volumes are the machine's, by name.
            volume!["name"] = $"{pod}-{volume["name"]}";
            if (volume["secret"] is not { } secret) continue;
            secret["secretName"] = $"{name}-{secret["secretName"]}";
            // It reads this without looking whether it is there.
            secret["optional"] ??= false;
        }
        foreach (var container in spec["containers"]!.AsArray()) Change(container!.AsObject(), pod, address);
        return new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = new JsonObject { ["name"] = pod, ["labels"] = template["metadata"]!["labels"]!.DeepClone() }, ["spec"] = spec.DeepClone() }
            .ToJsonString();
    }

    private void Change(JsonObject container, string pod, string address)
    {
        foreach (var mount in container["volumeMounts"]!.AsArray()) mount!["name"] = $"{pod}-{mount["name"]}";
        var image = container["image"]!.GetValue<string>();
        container["image"] = image.Contains("/postgres:", StringComparison.Ordinal) ? LedgerImage : $"localhost/{image}";
        // It asks them by a curl in the container, and by systemd's timers: the image has neither.
        foreach (var probe in (string[])["startupProbe", "readinessProbe", "livenessProbe"]) container.Remove(probe);
        // It would take them on the machine itself, which reaches the pod as it is.
        container.Remove("ports");
        // It knows no Services, and neither a pod's address nor $(NAME) in arguments.
        var known = new Dictionary<string, string>();
        foreach (var variable in container["env"]!.AsArray())
        {
            var value = variable!["value"]?.GetValue<string>() ?? (variable["valueFrom"] switch
            {
                var from when from?["configMapKeyRef"]?["key"] is { } key => configuration[key.GetValue<string>()],
                var from when from?["fieldRef"]?["fieldPath"]?.GetValue<string>() == "status.podIP" => address,
                var from when from?["fieldRef"]?["fieldPath"]?.GetValue<string>() == "metadata.name" => pod,
                var other => throw new InvalidOperationException($"no rule for {other}"),
            });
            variable.AsObject().Remove("valueFrom");
            variable["value"] = known[variable["name"]!.GetValue<string>()] = value;
        }
        if (container["args"] is JsonArray arguments)
            for (var i = 0; i < arguments.Count; i++) arguments[i] = ReferencePattern().Replace(arguments[i]!.GetValue<string>(), match => known[match.Groups[1].Value]);
    }

    [GeneratedRegex(@"\$\((\w+)\)")]
    private static partial Regex ReferencePattern();
}
