using System.Collections.Immutable;
using System.Globalization;

namespace Worker.Devices;

/// <summary>The devices of a worker's slots.</summary>
/// <param name="Name">What the coordinator and people are told: <c>cpu</c>, <c>cuda:1</c>, or <c>cuda</c> for several.</param>
/// <param name="Slots">One device a slot.</param>
internal sealed record DeviceChoice(string Name, ImmutableArray<TrainingDevice> Slots)
{
    public const string Rule = "--device must be cpu, cuda, cuda:N or auto";

    public static DeviceChoice Cpu(int slots) => new("cpu", [.. Enumerable.Repeat(TrainingDevice.Cpu(slots), slots)]);

    /// <summary>Whether that is a way to name a device; whether it is there is another question.</summary>
    public static bool IsLegal(string asked) => asked is "cpu" or "cuda" or "auto" || IndexIn(asked) is not null;

    /// <param name="asked"><c>cpu</c>; <c>cuda</c>: every visible GPU, in turn; <c>cuda:N</c>: the visible one of that number; <c>auto</c>: <c>cuda</c> where there is a GPU.</param>
    /// <param name="slots">Null: one for each GPU, or one.</param>
    /// <exception cref="DeviceProblem">There is no such GPU.</exception>
    public static async Task<DeviceChoice> MakeAsync(string asked, int? slots, Machine machine, CancellationToken cancel)
    {
        if (asked == "cpu") return Cpu(slots ?? 1);
        var readings = await machine.ReadGpusAsync(cancel) ?? [];
        var visible = VisibleOf(readings, machine.Visible);
        if (visible.Length == 0)
            return asked == "auto" ? Cpu(slots ?? 1) : throw new DeviceProblem($"--device {asked}: {NoneVisible(readings, machine)}");
        if (IndexIn(asked) is not { } index) return Gpus(visible, slots ?? visible.Length);
        if (index >= visible.Length)
            throw new DeviceProblem($"--device {asked}: this worker sees {visible.Length} GPU{(visible.Length == 1 ? "" : "s")}, the last of which is cuda:{visible.Length - 1}");
        return new DeviceChoice(asked, [.. Enumerable.Repeat(new TrainingDevice("cuda:0", visible[index], slots ?? 1), slots ?? 1)]);
    }

    /// <summary>Slot i gets GPU i, and from the first again where there are more slots than GPUs.</summary>
    private static DeviceChoice Gpus(ImmutableArray<string> visible, int slots)
    {
        var devices = Enumerable.Range(0, slots).GroupBy(slot => slot % visible.Length)
            .ToDictionary(sharing => sharing.Key, sharing => new TrainingDevice("cuda:0", visible[sharing.Key], sharing.Count()));
        return new DeviceChoice(devices.Count == 1 ? "cuda:0" : "cuda", [.. Enumerable.Range(0, slots).Select(slot => devices[slot % visible.Length])]);
    }

    /// <summary>As CUDA reads the variable: what follows the first entry that names no GPU is not visible either.</summary>
    private static ImmutableArray<string> VisibleOf(IReadOnlyList<GpuReading> readings, string? restriction)
    {
        if (restriction is null) return [.. readings.Select(NameOf)];
        return
        [
            .. restriction.Split(',', StringSplitOptions.TrimEntries)
                .TakeWhile(entry => readings.Count > 0 && (entry.StartsWith("MIG-", StringComparison.Ordinal) || readings.Any(reading => TrainingDevice.IsNamedBy(entry, reading)))),
        ];
    }

    /// <summary>A UUID means the same GPU in every order; a driver that has none yet answers with question marks.</summary>
    private static string NameOf(GpuReading reading) =>
        reading.Uuid.Length > 0 && !reading.Uuid.Contains('?') ? reading.Uuid : reading.Index.ToString(CultureInfo.InvariantCulture);

    private static string NoneVisible(IReadOnlyList<GpuReading> readings, Machine machine) => readings.Count == 0
        ? "this machine shows no GPU: nvidia-smi does not answer, and there is none below /proc/driver/nvidia/gpus"
        : $"{Machine.VisibleVariable}='{machine.Visible}' hides every GPU of this machine, which has {readings.Count}";

    private static int? IndexIn(string asked) =>
        asked.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(asked.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
}
