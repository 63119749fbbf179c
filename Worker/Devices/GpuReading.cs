namespace Worker.Devices;

/// <summary>A GPU as the machine shows it.</summary>
/// <param name="Index">From 0, in the order of the bus.</param>
/// <param name="Memory">Null where the driver does not say.</param>
internal sealed record GpuReading(int Index, string Uuid, MemoryReading? Memory);

/// <summary>A device's memory in MiB. Free is total less used, whoever uses it.</summary>
internal readonly record struct MemoryReading(long Total, long Free);
