using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Worker.Devices;

/// <summary>
/// What this machine shows of its GPUs and its memory. Nothing here loads CUDA, which would take some of the memory that
/// is asked about; and nothing is trusted to be there: what cannot be read is null.
/// </summary>
/// <param name="nvidiaSmi">The program, found on the PATH where it is a bare name.</param>
/// <param name="proc">The kernel's <c>/proc</c>.</param>
/// <param name="visible"><see cref="VisibleVariable"/> of the worker's environment: it is honoured, never widened.</param>
internal sealed class Machine(string nvidiaSmi, string proc, string? visible)
{
    public const string VisibleVariable = "CUDA_VISIBLE_DEVICES";

    private const long BytesPerMiB = 1 << 20;

    /// <summary>A driver in trouble can hold it for ever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static Machine Current { get; } = new("nvidia-smi", "/proc", Environment.GetEnvironmentVariable(VisibleVariable));

    public string? Visible => visible;

    /// <summary>Every GPU of the machine, in the order of the bus; null where there is no driver, or it does not answer.</summary>
    public async Task<IReadOnlyList<GpuReading>?> ReadGpusAsync(CancellationToken cancel) =>
        await AskDriverAsync(cancel) is { } answer ? ParseAnswer(answer) : ListDriver();

    /// <summary>The machine's memory; null where the kernel does not say.</summary>
    public MemoryReading? ReadMemory()
    {
        try
        {
            var lines = File.ReadAllLines(Path.Combine(proc, "meminfo"));
            return Find("MemTotal:") is { } total && Find("MemAvailable:") is { } available ? new MemoryReading(total, available) : null;

            // "MemAvailable:   5903000 kB"
            long? Find(string name) =>
                lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Replace("kB", "", StringComparison.Ordinal) is { } text &&
                long.TryParse(text, CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes * 1024 / BytesPerMiB : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private async Task<string?> AskDriverAsync(CancellationToken cancel)
    {
        var start = new ProcessStartInfo(nvidiaSmi, ["--query-gpu=index,uuid,memory.total,memory.used,utilization.gpu", "--format=csv,noheader,nounits"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var program = Process.Start(start);
            if (program is null) return null;
            using var until = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            until.CancelAfter(Patience);
            try
            {
                var said = await Task.WhenAll(program.StandardOutput.ReadToEndAsync(until.Token), program.StandardError.ReadToEndAsync(until.Token));
                await program.WaitForExitAsync(until.Token);
                return program.ExitCode == 0 ? said[0] : null;
            }
            catch (OperationCanceledException)
            {
                program.Kill(entireProcessTree: true);
                cancel.ThrowIfCancellationRequested();
                return null;
            }
        }
        catch (Exception error) when (error is Win32Exception or IOException)
        {
            return null;
        }
    }

    /// <summary>Lines such as <c>0, GPU-5f1d7c9a-..., 40536, 3, 87</c>; a figure may be <c>[N/A]</c>, and the last, in percent, be left out. A line of another form is none.</summary>
    private static GpuReading[] ParseAnswer(string answer) =>
    [
        .. from line in answer.Split('\n', StringSplitOptions.RemoveEmptyEntries)
           let fields = line.Split(',', StringSplitOptions.TrimEntries)
           where fields.Length is 4 or 5 && int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)
           select new GpuReading(int.Parse(fields[0], CultureInfo.InvariantCulture), fields[1], Memory(fields[2], fields[3]), Share(fields.ElementAtOrDefault(4))),
    ];

    private static double? Share(string? percent) => double.TryParse(percent, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number / 100 : null;

    private static MemoryReading? Memory(string total, string used) =>
        long.TryParse(total, CultureInfo.InvariantCulture, out var all) && long.TryParse(used, CultureInfo.InvariantCulture, out var taken) ? new MemoryReading(all, all - taken) : null;

    /// <summary>The driver's own list: a directory a GPU, named by its place on the bus. It says nothing of memory.</summary>
    private GpuReading[]? ListDriver()
    {
        try
        {
            var folders = Directory.GetDirectories(Path.Combine(proc, "driver/nvidia/gpus"));
            return folders.Length == 0 ? null : [.. folders.Order(StringComparer.Ordinal).Select((folder, index) => new GpuReading(index, UuidIn(folder), null))];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string UuidIn(string folder)
    {
        const string Name = "GPU UUID:";
        var line = File.ReadLines(Path.Combine(folder, "information")).FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal));
        return line?[Name.Length..].Trim() ?? "";
    }
}
