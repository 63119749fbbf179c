using Microsoft.Extensions.Logging;
using Worker.Agent;

namespace Worker.Devices;

/// <summary>
/// Holds a slot back while its device lacks the memory for a trainer: those of an earlier life, of a neighbour, or of
/// one whose end the driver has yet to notice would make the next trial fail through no fault of its own. On a GPU at
/// least half of the slot's share of the memory must be free, or as much as was asked for; on the CPU only what was asked.
/// </summary>
/// <param name="asked">MiB; null: the default; 0: never wait.</param>
internal sealed class MemoryGate(TrainingDevice device, long? asked, Machine machine, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Whether there is anything to wait for, ever.</summary>
    public bool IsWatching => asked is > 0 || (asked is null && device.Gpu is not null);

    /// <summary>Finds out whether the memory can be watched, before anything depends on it.</summary>
    /// <exception cref="DeviceProblem">An amount was asked for, and the memory cannot be read.</exception>
    public async Task CheckAsync(CancellationToken cancel)
    {
        if (!IsWatching || await ReadAsync(cancel) is not null) return;
        throw new DeviceProblem(device.Gpu is null
            ? "--free-memory: /proc/meminfo does not say how much memory is available"
            : $"the memory of GPU {device.Gpu} cannot be read, for which nvidia-smi must be on the PATH: give --free-memory 0 to take trials without waiting for it");
    }

    /// <summary>Returns once there is room.</summary>
    public async Task WaitAsync(int slot, CancellationToken cancel)
    {
        if (!IsWatching) return;
        for (var waits = false; ; waits = true)
        {
            var reading = await ReadAsync(cancel);
            if (reading is { } memory && memory.Free >= LeastOf(memory))
            {
                if (waits) AgentLog.MemoryIsFree(log, slot, memory.Free);
                return;
            }
            // Memory that cannot be read any more is no memory: a driver in trouble trains nothing.
            if (!waits) AgentLog.MemoryIsShort(log, slot, device.Gpu ?? device.Name, reading is { } some ? $"{some.Free} MiB of {some.Total} are free, and {LeastOf(some)} are needed" : "it cannot be read");
            await Task.Delay(Pause, time, cancel);
        }
    }

    private long LeastOf(MemoryReading memory) => asked ?? memory.Total / device.Slots / 2;

    private async Task<MemoryReading?> ReadAsync(CancellationToken cancel)
    {
        if (device.Gpu is null) return machine.ReadMemory();
        return (await machine.ReadGpusAsync(cancel))?.FirstOrDefault(device.IsShownBy)?.Memory;
    }
}
