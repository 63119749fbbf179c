using System.Text.Json;
using Coordinator.Kubernetes;

namespace Coordinator.Doctor;

/// <summary>Whether nodes offer GPUs, where workers ask for them: NVIDIA's device plugin is what makes them <c>nvidia.com/gpu</c>.</summary>
internal sealed class DevicePluginCheck(Kubectl kubectl) : ICheck
{
    private const string Resource = "nvidia.com/gpu";

    public string Name => "gpus";

    public async Task<Finding> Look(CancellationToken cancellation)
    {
        var asking = await kubectl.Ask(cancellation, "get", "deployments", "--output", "json");
        if (!asking.IsGood) return new Finding(Name, Verdict.Warning, $"it is not known whether workers ask for GPUs: kubectl says '{asking.Reason}'");
        if (!asking.Output.Contains($"\"{Resource}\"", StringComparison.Ordinal)) return new Finding(Name, Verdict.Good, "no Deployment of workers asks for one");
        var nodes = await kubectl.Ask(cancellation, "get", "nodes", "--output", "json");
        if (!nodes.IsGood) return new Finding(Name, Verdict.Warning, $"it is not known whether nodes offer GPUs: kubectl says '{nodes.Reason}'");
        var offers = JsonElement.Parse(nodes.Output).GetProperty("items").EnumerateArray()
            .Select(node => node.TryGetProperty("status", out var status) && status.TryGetProperty("allocatable", out var allocatable) && allocatable.TryGetProperty(Resource, out var count) ? int.Parse(count.GetString()!) : 0)
            .ToList();
        var offering = offers.Count(count => count > 0);
        return offering > 0
            ? new Finding(Name, Verdict.Good, $"{offering} of {offers.Count} nodes offer {offers.Sum()} {Resource}")
            : new Finding(
                Name, Verdict.Wrong, $"workers ask for {Resource}, and none of the {offers.Count} nodes offers it",
                "install NVIDIA's device plugin (or GPU operator), add a node with a GPU, or let the autoscaler of your nodes do it; for CPUs alone apply k8s/overlays/local");
    }
}
