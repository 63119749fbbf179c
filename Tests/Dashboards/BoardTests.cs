using System.Text.Json;
using Coordinator.Metrics;
using Shared.Exposition;
using Worker.Metrics;

namespace Tests.Dashboards;

/// <summary>Boards and rules hold together: with each other, and with the instruments there are.</summary>
public sealed class BoardTests
{
    [Fact]
    public void Every_metric_that_is_asked_for_exists_and_every_instrument_is_asked_for()
    {
        using var coordinator = new CoordinatorMetrics(() => true, "test");
        using var worker = new WorkerMetrics(1);
        var there = coordinator.Collector.Collect().Concat(worker.Collector.Collect()).Select(MetricName.OfSample);
        var asked = Boards.Names.SelectMany(Boards.Questions).Select(question => question.PromQl ?? "")
            .Append(File.ReadAllText(Path.Combine(Boards.Folder, "prometheus", "rules.yml")))
            .SelectMany(Boards.MetricsIn).Distinct();

        Assert.Equal(there.Order(StringComparer.Ordinal), asked.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_board_says_which_question_it_answers_and_leads_to_the_others_and_to_the_page()
    {
        foreach (var name in Boards.Names)
        {
            using var board = Boards.Read(name);
            var root = board.RootElement;

            Assert.Equal("sweeps-" + name, root.GetProperty("uid").GetString());
            Assert.EndsWith("?", root.GetProperty("description").GetString(), StringComparison.Ordinal);
            Assert.Contains(root.GetProperty("description").GetString()!, root.GetProperty("panels")[0].GetProperty("options").GetProperty("content").GetString(), StringComparison.Ordinal);
            Assert.Equal(
                Boards.Names.Where(other => other != name).Select(other => "/d/sweeps-" + other).Append("${coordinator}/").Order(StringComparer.Ordinal),
                root.GetProperty("links").EnumerateArray().Select(link => link.GetProperty("url").GetString()).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Every_panel_has_a_place_of_its_own_a_sentence_and_a_datasource_that_is_provisioned()
    {
        var provisioned = File.ReadAllText(Path.Combine(Boards.Folder, "grafana", "provisioning", "datasources", "sweeps.yaml"));
        foreach (var name in Boards.Names)
        {
            using var board = Boards.Read(name);
            var cells = new HashSet<(int, int)>();
            foreach (var panel in board.RootElement.GetProperty("panels").EnumerateArray())
            {
                var place = panel.GetProperty("gridPos");
                Assert.InRange(At("x") + At("w"), 1, 24);
                for (var x = At("x"); x < At("x") + At("w"); x++)
                    for (var y = At("y"); y < At("y") + At("h"); y++) Assert.True(cells.Add((x, y)), $"{name}: two panels at {x}, {y}");
                if (panel.GetProperty("type").GetString() != "text") Assert.NotEmpty(panel.GetProperty("description").GetString()!);
                if (panel.TryGetProperty("datasource", out var source)) Assert.Contains($"uid: {source.GetProperty("uid")}\n", provisioned, StringComparison.Ordinal);

                int At(string side) => place.GetProperty(side).GetInt32();
            }
        }
    }

    [Fact]
    public async Task Rules_and_their_tests_pass_with_promtool_and_the_example_is_a_configuration()
    {
        var folder = Directory.CreateTempSubdirectory("sweeps-dashboards-");
        try
        {
            foreach (var file in Directory.GetFiles(Path.Combine(Boards.Folder, "prometheus"))) File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "token"), "a token");

            foreach (var (verb, file) in new[] { ("check config", "prometheus.yml"), ("check rules", "rules.yml"), ("test rules", "rules_test.yml") })
            {
                var (code, said) = await PrometheusServer.Promtool(null, [.. verb.Split(' '), Path.Combine(folder.FullName, file)]);
                Assert.True(code == 0, said);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Every_alert_says_what_is_wrong_what_to_do_and_has_a_test()
    {
        var rules = File.ReadAllText(Path.Combine(Boards.Folder, "prometheus", "rules.yml"));
        var tests = File.ReadAllText(Path.Combine(Boards.Folder, "prometheus", "rules_test.yml"));
        var alerts = rules.Split("- alert: ")[1..];

        Assert.Equal(6, alerts.Length);
        foreach (var alert in alerts)
        {
            foreach (var part in new[] { "severity:", "summary:", "description:", "runbook:" }) Assert.Contains(part, alert, StringComparison.Ordinal);
            Assert.Contains($"alertname: {alert.Split('\n')[0]}", tests, StringComparison.Ordinal);
        }
    }
}
