using Coordinator.Deciding.Access;

namespace Tests.Cli;

/// <summary><c>sweeps importance</c>.</summary>
public sealed class ImportanceVerbTests
{
    [Fact]
    public async Task Parameters_come_most_important_first_with_bars_and_how_much_is_known()
    {
        await using var learnt = await LearntSweep.Launched(20);
        var viewer = learnt.Small.As(Role.Viewer);

        var lines = (await viewer.Sweeps("importance", "small")).With(code: 0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList();
        var json = (await viewer.Sweeps("importance", "small", "--json")).With(code: 0).Json;

        var first = lines.FindIndex(line => line.StartsWith("optimizer.adam.learning_rate", StringComparison.Ordinal));
        Assert.Matches(@"^optimizer\.adam\.learning_rate +\d+\.\d % +━{15,40}$", lines[first]);
        Assert.True(first < lines.FindIndex(line => line.StartsWith("loss ", StringComparison.Ordinal)));
        Assert.Matches(@"^\(together only\) +\d+\.\d %", lines.Single(line => line.StartsWith("(together", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.StartsWith("From 20 completed trials, of which a model explains ", StringComparison.Ordinal));
        Assert.Equal((20, "optimizer.adam.learning_rate"), (json.GetProperty("trials").GetInt32(), json.GetProperty("parameters")[0].GetProperty("path").GetString()));
    }

    [Fact]
    public async Task Where_nothing_can_be_said_it_says_why()
    {
        await using var learnt = await LearntSweep.Launched(2);

        Assert.Equal(
            "Nothing can be said yet: it takes 10 completed trials within the sweep's space, and there are 2\n", (await learnt.Small.Terminal.Sweeps("importance", "small")).With(code: 0).Output);
    }
}
