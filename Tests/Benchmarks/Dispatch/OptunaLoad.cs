using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Benchmarks.Dispatch;

/// <summary>The same no-op trials through Optuna's storage: ask, two reports, tell.</summary>
internal static class OptunaLoad
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Trials a second of all processes together.</summary>
    public static async Task<double> Measure(string storage, string study, int processes, double seconds)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "dispatch_optuna.py");
        var all = Enumerable.Range(0, processes).Select(_ => Process.Start(
            new ProcessStartInfo(Python, [script, storage, study, seconds.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardInput = true, RedirectStandardOutput = true })!).ToList();
        // All begin together, once each has loaded and the study is there.
        foreach (var process in all) await process.StandardOutput.ReadLineAsync();
        foreach (var process in all) process.StandardInput.Close();
        var rate = 0.0;
        foreach (var process in all)
        {
            using var result = JsonDocument.Parse(await process.StandardOutput.ReadToEndAsync());
            rate += result.RootElement.GetProperty("trials").GetInt32() / result.RootElement.GetProperty("seconds").GetDouble();
            await process.WaitForExitAsync();
            process.Dispose();
        }
        return rate;
    }
}
