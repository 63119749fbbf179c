using System.Globalization;
using Worker.Agent;

namespace Tests.Chaos;

/// <summary>Who descends from whom, as the kernel has it.</summary>
internal static class Kin
{
    public static IReadOnlyList<int> ChildrenOf(int process) => [.. ProcessEntry.All().Where(entry => !entry.IsZombie && ParentOf(entry.Id) == process).Select(entry => entry.Id)];

    /// <summary>Everybody below this process's parent but this process itself. The parent collects orphans, so that nobody gets away.</summary>
    public static IReadOnlyList<string> Others()
    {
        var parents = ProcessEntry.All().Where(entry => !entry.IsZombie).ToDictionary(entry => entry.Id, entry => ParentOf(entry.Id));
        var first = ParentOf(Environment.ProcessId) ?? throw new InvalidOperationException("this process has no parent");
        return [.. parents.Keys.Where(id => id != Environment.ProcessId && Descends(id)).Select(id => $"{id} {CommandOf(id)}")];

        bool Descends(int id)
        {
            for (var at = id; parents.TryGetValue(at, out var parent) && parent is { } above; at = above)
                if (above == first) return true;
            return false;
        }
    }

    private static int? ParentOf(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string CommandOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Replace('\0', ' ').Trim();
        }
        catch (IOException)
        {
            return "(ended just now)";
        }
    }
}
