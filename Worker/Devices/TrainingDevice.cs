namespace Worker.Devices;

/// <summary>Where the trainers of a slot train.</summary>
/// <param name="Name">What they are told: <c>cpu</c>, or <c>cuda:0</c>, since they see no other GPU than theirs.</param>
/// <param name="Gpu">What they are shown as <see cref="Machine.VisibleVariable"/>: a number, or a UUID; null: no GPU.</param>
/// <param name="Slots">How many of the worker's slots share the device.</param>
internal sealed record TrainingDevice(string Name, string? Gpu, int Slots)
{
    public static TrainingDevice Cpu(int slots) => new("cpu", null, slots);

    /// <summary>Whether a reading is of this GPU. UUIDs may be cut short, as CUDA allows.</summary>
    public bool IsShownBy(GpuReading reading) => Gpu is not null && IsNamedBy(Gpu, reading);

    public static bool IsNamedBy(string gpu, GpuReading reading) =>
        int.TryParse(gpu, out var index) ? index == reading.Index : gpu.Length > 4 && reading.Uuid.StartsWith(gpu, StringComparison.Ordinal);
}
