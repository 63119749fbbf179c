using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Shared.Space;
using Tests.Search.Surrogates;

namespace Benchmarks;

/// <summary>Optuna's samplers in a Python process, asked over a pipe; the surrogates stay on this side.</summary>
internal sealed class OptunaProcess : IDisposable
{
    /// <summary>Its default, and the one it offers for conditional spaces.</summary>
    public static readonly string[] Samplers = ["optuna_tpe", "optuna_tpe_group"];

    private const string Python = "/usr/bin/python3";

    private readonly Process process;

    private OptunaProcess(Process process) => this.process = process;

    /// <summary>null where Debian's python3-optuna is not installed.</summary>
    public static OptunaProcess? TryStart()
    {
        if (!File.Exists(Python)) return null;
        using (var probe = Process.Start(new ProcessStartInfo(Python, ["-c", "import optuna"]) { RedirectStandardError = true })!)
        {
            probe.WaitForExit();
            if (probe.ExitCode != 0) return null;
        }
        var script = Path.Combine(AppContext.BaseDirectory, "search_optuna.py");
        return new OptunaProcess(Process.Start(new ProcessStartInfo(Python, [script]) { RedirectStandardInput = true, RedirectStandardOutput = true })!);
    }

    /// <summary>The regret after each trial.</summary>
    public double[] Sweep(string sampler, Surrogate surrogate, ulong seed, int trials)
    {
        var request = new { sampler, seed, trials, space = surrogate.Space, baselines = surrogate.Baselines };
        process.StandardInput.WriteLine(JsonSerializer.Serialize(request));
        var incumbent = new SearchIncumbent(surrogate);
        for (var number = 0; number < trials; number++)
        {
            var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("Optuna's process ended early");
            var assignment = JsonSerializer.Deserialize<Assignment>(line)!;
            var cost = surrogate.Observe(assignment, seed, number);
            process.StandardInput.WriteLine(cost.ToString("R", CultureInfo.InvariantCulture));
            incumbent.Observe(assignment, cost);
        }
        return incumbent.Regrets;
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
