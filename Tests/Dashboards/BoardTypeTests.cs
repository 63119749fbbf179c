using Tests.Agent;
using Tests.K8s;
using Tests.Peers;
using Tests.Spec;

namespace Tests.Dashboards;

/// <summary>Boards against Grafana's own types, of two packages that are generated apart from each other.</summary>
public sealed class BoardTypeTests
{
    private static readonly Lazy<Task<string>> Tools = new(() => NodePackages.Install(Path.Combine(SpecTexts.Repository, "Dashboards", "check"), "dashboards-check"));

    [Fact]
    public async Task Every_board_is_what_Grafanas_types_say_a_board_is()
    {
        var (code, said) = await Check(Boards.Names.Select(name => Path.Combine(Boards.Folder, "grafana", name + ".json")));

        Assert.True(code == 0, said);
        Assert.StartsWith("3 boards, ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_are_found_in_every_part_of_a_board()
    {
        using var folder = new TemporaryFolder();
        var text = await File.ReadAllTextAsync(Path.Combine(Boards.Folder, "grafana", "sweep.json"));
        foreach (var (right, wrong) in Mistakes)
        {
            Assert.Contains(right, text, StringComparison.Ordinal);
            text = text.Replace(right, wrong, StringComparison.Ordinal);
        }
        await File.WriteAllTextAsync(folder.File("sweep.json"), text);

        var (code, said) = await Check([folder.File("sweep.json")]);

        Assert.Equal(1, code);
        foreach (var (_, wrong) in Mistakes) Assert.Contains(wrong, said, StringComparison.Ordinal);
    }

    /// <summary>Of the board, a link, a variable, a panel's options, a target, and a field's unit.</summary>
    private static IReadOnlyList<(string Right, string Wrong)> Mistakes { get; } =
    [
        ("\"graphTooltip\": 1", "\"graphToolTip\": 1"), ("\"targetBlank\": true", "\"targetBlank\": \"yes\""), ("\"refresh\": 2", "\"refresh\": \"2\""),
        ("\"xField\": \"result\"", "\"xFild\": \"result\""), ("\"legendFormat\": \"baseline\"", "\"legend\": \"baseline\""), ("\"unit\": \"s\"", "\"unit\": 3"),
    ];

    private static async Task<(int Code, string Said)> Check(IEnumerable<string> boards)
    {
        var (code, output, errors) = await Kustomized.Program("node", null, [Path.Combine(await Tools.Value, "check.mjs"), .. boards]);
        return (code, output + errors);
    }
}
