using Coordinator.Kubernetes;

namespace Coordinator.Doctor;

/// <summary>Whether the Secrets that pods wait for are there. Nothing of them is read.</summary>
internal sealed class SecretsCheck(Kubectl kubectl) : ICheck
{
    private static readonly string[] Needed = ["sweeps-ledger", Installation.AdminSecret, "sweeps-worker"];

    public string Name => "secrets";

    public async Task<Finding> Look(CancellationToken cancellation)
    {
        var answer = await kubectl.Ask(cancellation, "get", "secrets", "--output", "jsonpath={.items[*].metadata.name}");
        if (answer.IsForbidden) return new Finding(Name, Verdict.Warning, $"you may not see the Secrets in {kubectl.Place}", "name your own token with --token-file");
        if (!answer.IsGood) return new Finding(Name, Verdict.Wrong, $"kubectl says '{answer.Reason}'");
        var missing = Needed.Except(answer.Output.Split(' ')).ToList();
        return missing.Count == 0
            ? new Finding(Name, Verdict.Good, $"{string.Join(", ", Needed)} are there")
            : new Finding(Name, Verdict.Wrong, $"there is no Secret {string.Join(", ", missing)} in {kubectl.Place}, and pods wait for it", $"k8s/secrets --namespace {kubectl.Namespace} | kubectl create -f -");
    }
}
