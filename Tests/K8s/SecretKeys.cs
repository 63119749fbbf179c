using System.Text.RegularExpressions;

namespace Tests.K8s;

/// <summary>Which Secrets there are, by name, and the keys in each: those of k8s/secrets, of certificates, and the one that README says how to make.</summary>
internal static partial class SecretKeys
{
    public static async Task<string> Printed(params IEnumerable<string> arguments)
    {
        var (code, output, errors) = await Kustomized.Program(Path.Combine(Kustomized.Root, "secrets"), null, arguments);
        Assert.True(code == 0, errors);
        return output;
    }

    public static async Task<Dictionary<string, string[]>> Made()
    {
        var some = Path.Combine(Kustomized.Root, "README.md");
        var printed = await Printed("--ledger-authority", some, "--s3-access-key-file", some, "--s3-secret-key-file", some);
        return SecretPattern().Matches(printed).ToDictionary(
            match => match.Groups["name"].Value,
            match => match.Groups["key"].Captures.Select(key => key.Value).ToArray());
    }

    public static async Task<Dictionary<string, string[]>> In(Installation installation)
    {
        var keys = await Made();
        foreach (var certificate in installation.Of("Certificate")) keys[certificate.Spec.Text("secretName")!] = ["tls.crt", "tls.key", "ca.crt"];
        keys["sweeps-viewer"] = ["token"];
        return keys;
    }

    [GeneratedRegex(@"metadata: \{name: (?<name>\S+), namespace: sweeps\}\ntype: Opaque\ndata:\n(?:  (?<key>\S+): \S+\n)+")]
    private static partial Regex SecretPattern();
}
