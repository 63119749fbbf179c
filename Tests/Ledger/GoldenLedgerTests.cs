using System.Text.Json;
using Coordinator.Deciding.Sweeps;
using Tests.Deciding;

namespace Tests.Ledger;

/// <summary>Ledgers as each released version wrote them, with the state that it folded them to. They are never changed, only added to.</summary>
public sealed class GoldenLedgerTests
{
    [Theory]
    [InlineData("0.1")]
    public void The_ledger_of_a_released_version_is_read_and_means_what_it_meant(string version)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Ledger", "Golden");
        var state = new FleetState();
        foreach (var line in File.ReadLines(Path.Combine(folder, $"{version}.jsonl")))
        {
            var row = JsonSerializer.Deserialize<JsonElement>(line);
            state.Evolve(LedgerEventJson.Read(
                row.GetProperty("type").GetString()!, row.GetProperty("version").GetInt32(), row.GetProperty("time").GetDateTimeOffset(), row.GetProperty("body").GetRawText()));
        }

        Assert.Equal(File.ReadAllText(Path.Combine(folder, $"{version}.txt")), StateText.Of(state));
    }
}
