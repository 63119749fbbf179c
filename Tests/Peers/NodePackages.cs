using Tests.K8s;
using Tests.Spec;

namespace Tests.Peers;

/// <summary>Programs for Node.js that tests check with, pinned by a lock file.</summary>
internal static class NodePackages
{
    /// <summary>Installs them beside the build's results, and again only when the lock file has changed.</summary>
    /// <param name="from">The folder with package.json, package-lock.json and check.mjs.</param>
    /// <param name="name">Of the folder below artifacts/ that they come to lie in.</param>
    public static async Task<string> Install(string from, string name)
    {
        var to = Directory.CreateDirectory(Path.Combine(SpecTexts.Repository, "artifacts", name)).FullName;
        var (stamp, wanted) = (Path.Combine(to, "installed.json"), await File.ReadAllTextAsync(Path.Combine(from, "package-lock.json")));
        foreach (var file in (string[])["package.json", "package-lock.json", "check.mjs"]) File.Copy(Path.Combine(from, file), Path.Combine(to, file), overwrite: true);
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == wanted) return to;
        var (code, output, errors) = await Kustomized.Program("npm", null, "ci", "--prefix", to, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
        Assert.True(code == 0, $"npm could not install what {from} is checked with, so it is NOT checked; npm needs a registry that it reaches:\n{output}{errors}");
        await File.WriteAllTextAsync(stamp, wanted);
        return to;
    }
}
