using System.Globalization;

namespace Worker.Agent;

/// <summary>A process as the kernel lists it in <c>/proc/PID/stat</c> (proc_pid_stat(5)).</summary>
/// <param name="Session">Number of the process that leads its session.</param>
/// <param name="StartTicks">Clock ticks from the machine's boot to its start: with the number, this names one process for good.</param>
/// <param name="IsZombie">It has ended, and only its parent has yet to notice.</param>
internal readonly record struct ProcessEntry(int Id, int Session, ulong StartTicks, bool IsZombie)
{
    /// <summary>The process of that number, or null where there is none.</summary>
    public static ProcessEntry? Find(int id)
    {
        try
        {
            return Parse(id, File.ReadAllText($"/proc/{id}/stat"));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Every process there is, those that end meanwhile left out.</summary>
    public static IEnumerable<ProcessEntry> All() =>
        from folder in Directory.EnumerateDirectories("/proc")
        let name = Path.GetFileName(folder)
        where char.IsAsciiDigit(name[0])
        let entry = Find(int.Parse(name, CultureInfo.InvariantCulture))
        where entry is not null
        select entry.Value;

    private static ProcessEntry Parse(int id, string text)
    {
        // The second field is the program's name in brackets, which may hold spaces and brackets itself.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessEntry(
            id,
            int.Parse(fields[3], CultureInfo.InvariantCulture),
            ulong.Parse(fields[19], CultureInfo.InvariantCulture),
            fields[0] is "Z" or "X");
    }
}
