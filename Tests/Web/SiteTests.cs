using System.Text.RegularExpressions;
using Coordinator.Deciding.Sweeps;
using Coordinator.Web;
using Tests.Http;

namespace Tests.Web;

/// <summary>The page's files, as they are served.</summary>
public sealed partial class SiteTests
{
    private readonly Site site = new();

    [Fact]
    public void Every_file_that_a_file_of_the_page_names_is_there()
    {
        var missing = new List<string>();
        foreach (var name in site.Names.Where(name => name.EndsWith(".js", StringComparison.Ordinal) && name != "charts.js").Append("index.html"))
        {
            foreach (Match named in Named().Matches(site.Text(name)))
            {
                var target = new Uri(new Uri("site:///" + name), named.Groups["file"].Value).AbsolutePath.TrimStart('/');
                if (site.Find(target) is null) missing.Add($"{name} names {target}");
            }
        }
        Assert.Empty(missing);
    }

    [Fact]
    public void No_file_of_the_page_is_unused() =>
        // What the page says of all modules, so that they are loaded early, is no use of one.
        Assert.Empty(site.Names.Except([.. site.Names.Where(name => name != "charts.js").SelectMany(name => Named().Matches(site.Text(name).Replace("modulepreload\" href", "", StringComparison.Ordinal))
            .Select(named => new Uri(new Uri("site:///" + name), named.Groups["file"].Value).AbsolutePath.TrimStart('/'))), "index.html", "plots/svg.js"]));

    [Fact]
    public void The_page_names_every_module_so_that_none_waits_for_another()
    {
        var named = Named().Matches(site.Text("index.html")).Select(named => named.Groups["file"].Value).ToHashSet();
        Assert.Empty(site.Names.Where(name => name.EndsWith(".js", StringComparison.Ordinal)).Except([.. named, "plots/svg.js"]));
    }

    [Fact]
    public void The_page_listens_to_every_type_of_event_that_the_ledger_has()
    {
        var listed = EventTypes().Match(site.Text("api.js")).Groups["list"].Value.Split(',').Select(type => type.Trim(' ', '\n', '\'')).Where(type => type.Length > 0);
        Assert.Equal(LedgerEventJson.Names.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Without_the_charts_bundle_it_is_said_what_is_missing()
    {
        var missing = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "missing.js"));
        using var drawer = new PictureDrawer(name => name == "charts.js" ? missing : site.Text(name));
        Assert.StartsWith("There are no charts: Sweeps was built where Node.js and npm were missing.", drawer.Missing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_loads_and_runs_nothing_but_its_own_files()
    {
        await using var live = await LiveServer.Start(launch: 0);
        using var stranger = live.Speak(null);
        using var reply = await stranger.GetAsync("/page/");
        var policy = reply.Headers.GetValues("Content-Security-Policy").Single();

        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; ", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", reply.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.DoesNotMatch("<script(?! type=\"module\" src=\")|<style|style=|javascript:|https?://", await reply.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_file_that_the_browser_has_is_not_sent_again()
    {
        await using var live = await LiveServer.Start(launch: 0);
        using var stranger = live.Speak(null);
        using var first = await stranger.GetAsync("/page/app.js");
        stranger.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await stranger.GetAsync("/page/app.js");
        Assert.Equal(System.Net.HttpStatusCode.NotModified, second.StatusCode);
    }

    [Theory]
    [InlineData("/page/../appsettings.json")]
    [InlineData("/page/%2e%2e/Coordinator.dll")]
    [InlineData("/page/views/%2e%2e%2fapp.js%00")]
    [InlineData("/page/nothing.js")]
    public async Task What_is_no_file_of_the_page_is_not_there(string path)
    {
        await using var live = await LiveServer.Start(launch: 0);
        using var stranger = live.Speak(null);
        using var reply = await stranger.GetAsync(path);
        Assert.Contains(reply.StatusCode, new[] { System.Net.HttpStatusCode.NotFound, System.Net.HttpStatusCode.Unauthorized, System.Net.HttpStatusCode.BadRequest });
    }

    [GeneratedRegex("""(?:from '|import\('|href="|src="|src: ')(?<file>[./\w]+\.(?:js|css|svg))['"]""")]
    private static partial Regex Named();

    [GeneratedRegex(@"const eventTypes = \[(?<list>[^\]]*)\]")]
    private static partial Regex EventTypes();
}
