using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Coordinator.Web;

/// <summary>One file of the page, as it is sent.</summary>
/// <param name="Tag">Of its content, for browsers that have it already.</param>
internal sealed record SiteFile(string ContentType, byte[] Content, byte[] Compressed, string Tag);

/// <summary>The page's own files, which are built into the program: modules that browsers run as they are written, and one bundle, the charts.</summary>
internal sealed class Site
{
    private const string Prefix = "site/", Page = "index.html";

    /// <summary>Draws without a browser.</summary>
    private const string NotForBrowsers = "plots/svg.js";

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    private readonly FrozenDictionary<string, Lazy<SiteFile>> files;

    public Site()
    {
        var assembly = typeof(Site).Assembly;
        files = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Prefix.Length..], name => new Lazy<SiteFile>(() => Read(assembly, name)), StringComparer.Ordinal);
    }

    public IEnumerable<string> Names => files.Keys;

    /// <param name="name">Such as <c>views/trials.js</c>; empty: the page itself.</param>
    public SiteFile? Find(string name) => files.TryGetValue(name.Length == 0 ? Page : name, out var file) ? file.Value : null;

    /// <summary>A file's text, for who runs the page's modules without a browser.</summary>
    public string Text(string name) => Encoding.UTF8.GetString((Find(name) ?? throw new InvalidOperationException($"the page has no file {name}")).Content);

    private SiteFile Read(Assembly assembly, string name)
    {
        using var resource = assembly.GetManifestResourceStream(name)!;
        using var content = new MemoryStream();
        resource.CopyTo(content);
        var bytes = name == Prefix + Page ? WithModules(content) : content.ToArray();
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(bytes);
        return new SiteFile(ContentTypes[Path.GetExtension(name)], bytes, compressed.ToArray(), $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..20]}\"");
    }

    /// <summary>The page names every module, so that browsers ask for all at once and not for those that one names once they have read it.</summary>
    private byte[] WithModules(MemoryStream page)
    {
        var modules = Names.Where(name => name.EndsWith(".js", StringComparison.Ordinal) && name != NotForBrowsers).Order(StringComparer.Ordinal);
        var links = string.Join("\n  ", modules.Select(name => $"<link rel=\"modulepreload\" href=\"{name}\">"));
        return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(page.ToArray()).Replace("<!-- modules -->", links, StringComparison.Ordinal));
    }
}
