using System.Globalization;
using System.Text;

namespace Worker.Agent;

/// <summary>
/// Which trainers this worker has started and not seen ended: one file each, named by the number of its launcher's
/// process (and so of its session), holding the machine's boot and the launcher's start. A worker that starts kills
/// what its last life left, which is only what these files name beyond doubt: process numbers are used again.
/// </summary>
/// <param name="folder">Belongs to one worker at a time.</param>
internal sealed class TrainerRecords(string folder)
{
    /// <summary>Set to <see cref="Mark"/> in the environment of every trainer, where its descendants inherit it.</summary>
    public const string MarkVariable = "SWEEPS_TRAINER_OF";

    public string Mark => Path.GetFullPath(folder);

    public void Add(int launcher)
    {
        if (ProcessEntry.Find(launcher) is not { } entry) return;
        File.WriteAllText(PathOf(launcher), $"{BootId()} {entry.StartTicks}");
    }

    public void Remove(int launcher) => File.Delete(PathOf(launcher));

    /// <summary>Kills what is still alive of the trainers recorded, forgets them, and returns how many of them were alive.</summary>
    public int KillLeftovers()
    {
        Directory.CreateDirectory(folder);
        var killed = 0;
        foreach (var path in Directory.GetFiles(folder))
        {
            if (int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var launcher) &&
                File.ReadAllText(path).Split(' ') is [var boot, var start] && boot == BootId() &&
                ulong.TryParse(start, CultureInfo.InvariantCulture, out var startTicks) &&
                Kill(launcher, startTicks)) killed++;
            File.Delete(path);
        }
        return killed;
    }

    /// <summary>Kills what a launcher that has ended by SIGKILL could not: the rest of its session.</summary>
    public void KillOrphans(int launcher) => KillMembers(launcher);

    private bool Kill(int launcher, ulong startTicks)
    {
        if (ProcessEntry.Find(launcher) is not { } entry) return KillMembers(launcher) > 0;
        if (entry.StartTicks != startTicks) return false;
        // The launcher knows its descendants best, also those in sessions of their own. A stopped one must go on to hear it.
        Posix.Signal(launcher, Posix.Terminate);
        Posix.Signal(launcher, Posix.Continue);
        return true;
    }

    /// <summary>Of a session without its leader only the number is known, and another may have it by now: the mark tells.</summary>
    private int KillMembers(int session)
    {
        var killed = 0;
        foreach (var member in ProcessEntry.All())
            if (member.Session == session && member.Id != session && !member.IsZombie && HasMark(member.Id) &&
                Posix.Signal(member.Id, Posix.Kill) == 0) killed++;
        return killed;
    }

    private bool HasMark(int process)
    {
        try
        {
            var environment = File.ReadAllBytes($"/proc/{process}/environ");
            return environment.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"{MarkVariable}={Mark}\0")) >= 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string PathOf(int launcher) => Path.Combine(folder, launcher.ToString(CultureInfo.InvariantCulture));

    private static string BootId() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
}
