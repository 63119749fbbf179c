using System.Text.Json;
using System.Text.RegularExpressions;
using Coordinator.Metrics;
using Shared.Exposition;
using Tests.Agent;
using Tests.EndToEnd;
using Tests.K8s;

namespace Tests.Dashboards;

/// <summary>Rules that ring: all the way to a webhook, with something to do in every place that people look.</summary>
public sealed partial class AlertTests(Kustomized kustomized)
{
    private static string Shipped(string file) => Path.Combine(Boards.Folder, "prometheus", file);

    [Fact]
    public async Task An_alert_that_fires_reaches_a_webhook_through_Alertmanager()
    {
        using var folder = new TemporaryFolder();
        await using var hook = await Webhook.Start();
        File.WriteAllText(folder.File("token"), "a token");
        // Prometheus finds Alertmanager after five seconds, and says again what was lost before.
        // Nobody is scraped, so nobody leads; and it rings after a second instead of a minute.
        File.WriteAllText(folder.File("rules.yml"), File.ReadAllText(Shipped("rules.yml")).Changed("for: 1m", "for: 1s"));
        File.WriteAllText(folder.File("alertmanager.yml"), File.ReadAllText(Shipped("alertmanager.yml")).Changed("http://127.0.0.1:9094/", hook.Address));
        await using var alertmanager = AlertmanagerServer.Start(folder.Path);
        File.WriteAllText(folder.File("prometheus.yml"), File.ReadAllText(Shipped("prometheus.yml"))
            .Changed("127.0.0.1:7460", "127.0.0.1:1").Changed("127.0.0.1:9464", "127.0.0.1:1").Changed("15s", "1s").Changed("127.0.0.1:9093", alertmanager.Address));
        await using var prometheus = PrometheusServer.Start(folder.Path, "--rules.alert.resend-delay=1s");

        var told = await Soon.Comes(hook.Posted, "an alert at the webhook");

        var alert = Assert.Single(told.GetProperty("alerts").EnumerateArray());
        Assert.Equal(("firing", "SweepsNoLeader"), (alert.GetProperty("status").GetString(), alert.GetProperty("labels").GetProperty("alertname").GetString()));
        Assert.StartsWith("Are coordinators up", alert.GetProperty("annotations").GetProperty("runbook").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_example_is_one_that_Alertmanager_takes()
    {
        var (code, said, errors) = await Kustomized.Program("amtool", null, "check-config", Shipped("alertmanager.yml"));
        Assert.True(code == 0, said + errors);
    }

    [Fact]
    public async Task Every_alert_has_its_line_in_the_cluster_runbook_and_no_line_is_left_over()
    {
        var alerts = (await Rules()).SelectMany(group => group.Items("rules")).Select(rule => rule.Text("alert")).OfType<string>();
        var runbook = (await File.ReadAllTextAsync(Path.Combine(Kustomized.Root, "README.md"))).Split("## When an alert rings")[1].Split("\n## ")[0];

        Assert.Equal(alerts.Order(), Line().Matches(runbook).Select(match => match.Groups[1].Value).Order());
    }

    [Fact]
    public async Task The_rules_of_the_production_overlay_are_the_rules()
    {
        var rule = Assert.Single((await kustomized.Of("overlays/production")).Of("PrometheusRule"));

        foreach (var (shipped, installed) in (await Rules()).Zip(rule.Spec.Items("groups"))) Assert.True(JsonElement.DeepEquals(shipped, installed), $"{shipped}\nis not\n{installed}");
        Assert.Equal((await Rules()).Count, rule.Spec.Items("groups").Count());
    }

    [Theory]
    [InlineData("autoscaling/keda")]
    [InlineData("autoscaling/hpa")]
    public async Task Whatever_scales_workers_asks_for_metrics_that_there_are(string folder)
    {
        using var metrics = new CoordinatorMetrics(() => true, "test");
        var there = metrics.Collector.Collect().Select(MetricName.OfSample).ToHashSet();
        var asked = (await kustomized.Of(folder)).Documents.SelectMany(document => Boards.MetricsIn(document.Body.GetRawText())).Distinct().ToList();

        Assert.Contains("sweeps_slots_wanted", asked);
        Assert.Subset(there, asked.ToHashSet());
    }

    private async Task<IReadOnlyList<JsonElement>> Rules()
    {
        var (code, said) = await kustomized.Check("json", Shipped("rules.yml"));
        Assert.True(code == 0, said);
        return [.. JsonElement.Parse(said)[0].Items("documents").Single().Items("groups")];
    }

    [GeneratedRegex(@"^\| (Sweeps\w+) \|", RegexOptions.Multiline)]
    private static partial Regex Line();
}
