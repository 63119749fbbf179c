using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Dispatch;

/// <summary>This very program in another process, in one of its modes, which ends with its standard input.</summary>
internal sealed class BenchProcess : IDisposable
{
    private readonly Process process;

    public BenchProcess(params IEnumerable<string> arguments) =>
        process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    public int Id => process.Id;

    /// <summary>The next line that it says.</summary>
    public async Task<string> Says() => await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"the process ended with exit code {process.ExitCode} before it said anything");

    public double CpuSeconds => Usage.CpuSeconds(process.Id);

    /// <summary>Resident memory.</summary>
    public double Megabytes => Usage.Megabytes(process.Id);

    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    public void End() => process.StandardInput.Close();

    public void Dispose()
    {
        if (!process.HasExited) End();
        process.WaitForExit();
        process.Dispose();
    }
}

/// <summary>What the kernel says that processes used.</summary>
internal static class Usage
{
    private const double TicksPerSecond = 100;

    public static double CpuSeconds(int process)
    {
        var text = File.ReadAllText($"/proc/{process}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    public static double Megabytes(int process) =>
        long.Parse(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;

    /// <summary>Of every server process of PostgreSQL on this machine.</summary>
    public static double PostgresCpuSeconds()
    {
        var seconds = 0.0;
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var process)) continue;
            try
            {
                if (File.ReadAllText($"{folder}/comm").Trim() == "postgres") seconds += CpuSeconds(process);
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }
        return seconds;
    }
}
