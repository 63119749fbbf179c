namespace Worker.Devices;

/// <summary>A GPU as the machine shows it.</summary>
/// <param name="Index">From 0, in the order of the bus.</param>
/// <param name="Memory">Null where the driver does not say.</param>
/// <param name="Utilisation">Share of the latest time that it computed, in [0, 1]; null where the driver does not say.</param>
internal sealed record GpuReading(int Index, string Uuid, MemoryReading? Memory, double? Utilisation = null);

/// <summary>A device's memory in MiB. Free is total less used, whoever uses it.</summary>
internal readonly record struct MemoryReading(long Total, long Free);
