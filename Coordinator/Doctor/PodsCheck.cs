using System.Text.Json;
using Coordinator.Kubernetes;

namespace Coordinator.Doctor;

/// <summary>Whether every pod of Sweeps is ready, and why one is not.</summary>
internal sealed class PodsCheck(Kubectl kubectl) : ICheck
{
    public string Name => "pods";

    public async Task<Finding> Look(CancellationToken cancellation)
    {
        var answer = await kubectl.Ask(cancellation, "get", "pods", "--selector", "app.kubernetes.io/name=sweeps", "--output", "json");
        if (!answer.IsGood) return new Finding(Name, Verdict.Wrong, $"kubectl says '{answer.Reason}'", $"ask for the right to list pods in {kubectl.Place}");
        var pods = JsonElement.Parse(answer.Output).GetProperty("items").EnumerateArray().Where(pod => Text(pod, "status", "phase") != "Succeeded").ToList();
        var coordinators = pods.Where(pod => Component(pod) == "coordinator").ToList();
        if (coordinators.Count == 0) return new Finding(Name, Verdict.Wrong, $"no coordinator's pod is in {kubectl.Place}", $"{kubectl.Typed("describe", "deployment", "coordinator")} says why");
        var unready = pods.Where(pod => !IsReady(pod)).ToList();
        if (unready.Count > 0)
        {
            return new Finding(
                Name, Verdict.Wrong, $"{unready.Count} of {pods.Count} pods are not ready: {string.Join("; ", unready.Select(pod => $"{Text(pod, "metadata", "name")} ({Reason(pod)})"))}",
                $"{kubectl.Typed("describe", "pod", Text(unready[0], "metadata", "name")!)}, and 'logs' in the place of 'describe pod'");
        }
        var workers = pods.Count(pod => Component(pod) == "worker");
        return workers == 0
            ? new Finding(Name, Verdict.Warning, $"{coordinators.Count} coordinators are ready, and there is no worker's pod", "good where a scaler brings them for a sweep; else scale a Deployment of workers up")
            : new Finding(Name, Verdict.Good, $"all {pods.Count} are ready, {coordinators.Count} coordinators and {workers} workers among them");
    }

    private static string? Component(JsonElement pod) =>
        pod.GetProperty("metadata").TryGetProperty("labels", out var labels) && labels.TryGetProperty("app.kubernetes.io/component", out var component) ? component.GetString() : null;

    private static bool IsReady(JsonElement pod) => Conditions(pod).Any(condition => Text(condition, "type") == "Ready" && Text(condition, "status") == "True");

    /// <summary>A container that waits says best what it waits for; else a condition that does not hold.</summary>
    private static string Reason(JsonElement pod)
    {
        foreach (var container in Items(pod, "containerStatuses"))
            if (container.TryGetProperty("state", out var state) && state.TryGetProperty("waiting", out var waiting) && Text(waiting, "reason") is { } reason)
                return Text(waiting, "message") is { } message ? $"{reason}: {message}" : reason;
        foreach (var condition in Conditions(pod))
            if (Text(condition, "status") == "False" && Text(condition, "message") is { Length: > 0 } message) return message;
        return Text(pod, "status", "phase") ?? "its state is unknown";
    }

    private static IEnumerable<JsonElement> Conditions(JsonElement pod) => Items(pod, "conditions");

    private static IEnumerable<JsonElement> Items(JsonElement pod, string name) =>
        pod.TryGetProperty("status", out var status) && status.TryGetProperty(name, out var items) ? items.EnumerateArray() : [];

    private static string? Text(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            if (!element.TryGetProperty(name, out element)) return null;
        return element.GetString();
    }
}
