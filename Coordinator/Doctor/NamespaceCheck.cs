using Coordinator.Kubernetes;

namespace Coordinator.Doctor;

/// <summary>Whether the cluster answers, and the namespace is there.</summary>
internal sealed class NamespaceCheck(Kubectl kubectl) : IFoundation
{
    public string Name => "cluster";

    public async Task<Finding> Look(CancellationToken cancellation)
    {
        var answer = await kubectl.Ask(cancellation, "get", "namespace", kubectl.Namespace, "--output", "name");
        return answer switch
        {
            { IsGood: true } => new Finding(Name, Verdict.Good, $"{kubectl.Place} is there"),
            { IsNotFound: true } => new Finding(Name, Verdict.Wrong, $"there is no {kubectl.Place}", "kubectl apply -k k8s/overlays/local, or name another place with --namespace"),
            // Whoever may not see namespaces may still see what is in one.
            { IsForbidden: true } => new Finding(Name, Verdict.Warning, $"the cluster answers, and you may not see whether {kubectl.Place} is there"),
            _ => new Finding(Name, Verdict.Wrong, $"the cluster does not answer: kubectl says '{answer.Reason}'", "check 'kubectl config get-contexts', the VPN, and that you are signed in"),
        };
    }
}
