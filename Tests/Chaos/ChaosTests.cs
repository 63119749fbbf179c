using System.Diagnostics;
using Tests.Agent;
using Worker.Agent;

namespace Tests.Chaos;

/// <summary>A minute of chaos, always the same; <c>./test chaos --minutes N</c> goes on for longer.</summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Killed_suspended_parted_filled_and_skewed_the_fleet_loses_nothing_and_counts_nothing_twice()
    {
        var lines = new List<string>();

        var code = await ChaosRun.Run(new ChaosOptions(TimeSpan.FromSeconds(40), Seed: 1), line =>
        {
            lock (lines) lines.Add(line);
            output.WriteLine(line);
        });

        Assert.True(code == 0, string.Join('\n', lines));
        Assert.EndsWith(" passed, 0 failed", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_play_that_is_killed_leaves_no_process_no_network_and_no_file()
    {
        var ready = new TaskCompletionSource();
        using var process = await ChaosRun.Start(new ChaosOptions(TimeSpan.FromMinutes(10), Seed: 1), output.WriteLine);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Contains($"launched '{Sweeps.Last}'", StringComparison.Ordinal) == true) ready.TrySetResult();
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Soon.Happens(ready.Task, "the last launch");
        var inside = Inside(process);
        var workers = inside.Where(id => File.ReadAllText($"/proc/{id}/cmdline").Contains("sweeps-worker", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(workers);
        foreach (var worker in workers) _ = Posix.Signal(worker, Staged.Stop);

        // The launcher hears of the end of its standard input, as it does when whoever started it is killed.
        process.StandardInput.Close();
        await Soon.Happens(process.WaitForExitAsync(), "the end");

        foreach (var one in inside) await Soon.IsGone(one);
        Assert.Empty(Directory.GetDirectories("/tmp", "sweeps-chaos-*"));
    }

    private static IReadOnlyList<int> Inside(Process first)
    {
        var below = new List<int>();
        for (List<int> next = [first.Id]; next.Count > 0; next = [.. next.SelectMany(Kin.ChildrenOf)]) below.AddRange(next);
        return below;
    }
}
