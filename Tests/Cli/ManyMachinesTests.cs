using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Tests.Agent;
using Tests.EndToEnd;
using Tests.Leadership;
using Tests.Peers;

namespace Tests.Cli;

/// <summary>A sweep from its spec to its weights over real coordinators and a real worker, each a process.</summary>
public sealed class ManyMachinesTests(SharedPostgres postgres)
{
    [Fact]
    public async Task A_launch_that_is_waited_for_survives_its_coordinator_and_its_weights_are_exported()
    {
        using var terminal = new Terminal();
        MulanFiles.WriteDense(terminal.Root);
        File.WriteAllText(terminal.File("spec.yaml"), Specs.Small.Changed("epochs: 2,", "epochs: 200,"));
        var database = await postgres.NewDatabase();
        await using var leader = await CoordinatorProcess.Start(database, terminal.Root);
        await using var standBy = await CoordinatorProcess.Start(database, terminal.Root);
        var servers = $"{leader.Client.BaseAddress},{standBy.Client.BaseAddress}";
        terminal.Environment["SWEEPS_SERVER"] = servers;
        string[] reached = ["--token-file", "token", "--patience", "2m"];
        using var worker = StartWorker(servers, terminal);
        worker.BeginErrorReadLine();

        var waiting = terminal.Start(["launch", "spec.yaml", "--wait", "--json", .. reached]);
        await Soon.Happens(Says(waiting, "trial 0: "), "the first result");
        leader.Signal(CoordinatorProcess.Kill);
        Assert.DoesNotContain("[8/8]", waiting.Errors, StringComparison.Ordinal);
        var ended = (await waiting.End()).With(code: 0);
        var trials = (await terminal.Sweeps(["trials", "small", "--json", .. reached])).With(code: 0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();
        var exported = (await terminal.Sweeps(["export", "small", "--json", .. reached])).With(code: 0).Json;
        var drained = (await terminal.Sweeps(["drain", "first", "--wait", .. reached])).With(code: 0);
        await Soon.Happens(worker.WaitForExitAsync(), "the end of the worker that was drained");

        Assert.Equal("""{"completed":8}""", ended.Json.GetProperty("trials").GetRawText());
        Assert.Equal(Enumerable.Range(0, 8), trials.Select(trial => trial.GetProperty("trial").GetInt32()));
        var best = ended.Json.GetProperty("best");
        Assert.Equal(trials.Max(trial => trial.GetProperty("value").GetDouble()), best.GetProperty("value").GetDouble());
        var weights = exported.GetProperty("files")[1].GetString()!;
        Assert.Equal(best.GetProperty("artefacts").GetProperty("weights").GetString(), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(weights))));
        Assert.Contains("space: nothing to choose\n", (await terminal.Sweeps("check", "small/best.yaml")).With(code: 0).Output, StringComparison.Ordinal);
        // Wherever it lies, it means the data that the launch meant.
        Assert.Contains($"train: \"{terminal.File(MulanFiles.Rows)}\"", File.ReadAllText(terminal.File("small/best.yaml")), StringComparison.Ordinal);
        Assert.EndsWith("worker 'first' has left\n", drained.Output, StringComparison.Ordinal);
    }

    internal static Process StartWorker(string servers, Terminal terminal)
    {
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "sweeps-worker"),
            ["--coordinator", servers, "--token-file", terminal.File("token"), "--name", "first", "--slots", "1", "--state", terminal.File("worker"), "--lifeline"])
        {
            // Its lifeline: it ends with this process, and whatever it trains with it.
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    private static async Task Says(SweepsProcess process, string text)
    {
        while (!process.Errors.Contains(text, StringComparison.Ordinal))
        {
            if (process.HasEnded) Assert.Fail($"it ended instead: {process.Errors}");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }
}
