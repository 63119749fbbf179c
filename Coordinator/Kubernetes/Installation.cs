using System.Text;
using Coordinator.Local;

namespace Coordinator.Kubernetes;

/// <summary>What the manifests in k8s/ leave in a namespace, for whoever comes through <c>kubectl</c>: how coordinators are spoken with.</summary>
internal static class Installation
{
    public const string Configuration = "sweeps", AdminSecret = "sweeps-admin", TlsSecret = "sweeps-tls";

    /// <summary><c>http</c> or <c>https</c>.</summary>
    /// <exception cref="SetUpException">Sweeps is not installed there, or kubectl may not look.</exception>
    public static async Task<string> Scheme(Kubectl kubectl, CancellationToken cancellation)
    {
        var answer = await kubectl.Ask(cancellation, "get", "configmap", Configuration, "--output", "jsonpath={.data.scheme}");
        return answer switch
        {
            { IsGood: true, Output: "http" or "https" } => answer.Output,
            { IsGood: true } => throw new SetUpException($"the ConfigMap '{Configuration}' in {kubectl.Place} has no key `scheme` with http or https: is it that of k8s/base?"),
            { IsNotFound: true } => throw new SetUpException($"Sweeps is not installed in {kubectl.Place}: there is no ConfigMap '{Configuration}'. Install it with 'kubectl apply -k k8s/overlays/local', or name another place with --namespace"),
            _ => throw new SetUpException($"{kubectl.Place} cannot be looked at: kubectl says '{answer.Reason}'"),
        };
    }

    /// <summary>A key of a Secret; null: there is none, or kubectl may not read it.</summary>
    public static async Task<string?> Secret(Kubectl kubectl, string name, string key, CancellationToken cancellation)
    {
        var answer = await kubectl.Ask(cancellation, "get", "secret", name, "--output", $"jsonpath={{.data.{key.Replace(".", "\\.", StringComparison.Ordinal)}}}");
        return answer is { IsGood: true, Output.Length: > 0 } ? Encoding.UTF8.GetString(Convert.FromBase64String(answer.Output)) : null;
    }
}
