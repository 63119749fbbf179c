using System.Diagnostics;

namespace Tests.Chaos;

/// <summary>
/// Starts the play where it can leave nothing behind. As root: in namespaces of its own for processes, mounts and networks, which the
/// kernel takes down with all that is in them when their first process ends, suspended processes included. Else: below the launcher, which kills
/// whatever descends from it. Either ends when this process does, however that ends, since its standard input does.
/// </summary>
internal static class ChaosRun
{
    /// <summary>The word by which the tests' program knows that it is inside.</summary>
    public const string Inside = "chaos-inside";

    /// <summary>
    /// The first process of the namespaces: makes mounts that nobody else sees, over directories that every machine has, and collects orphans.
    /// </summary>
    private const string FirstProcess = """
        set -e
        mount -t tmpfs -o size=2g,mode=755 tmpfs /run
        mkdir /run/netns /run/play
        mount -t tmpfs tmpfs /dev/shm
        ip link set lo up
        code=0
        "$@" --network namespaces --folder /run/play || code=$?
        exit "$code"
        """;

    /// <summary>The folder is removed by a shell in a session of its own, which outlives what the launcher kills.</summary>
    private const string Keeper = """
        folder=$(mktemp -d /tmp/sweeps-chaos-XXXXXX)
        chmod 755 "$folder"
        code=0
        "$@" --network loopback --folder "$folder" || code=$?
        rm -rf "$folder"
        exit "$code"
        """;

    /// <summary>The verb <c>chaos</c> of the tests' program.</summary>
    public static async Task<int> Verb(IReadOnlyList<string> words)
    {
        try
        {
            return await Run(ChaosOptions.Parse(words, TimeProvider.System), Console.Out.WriteLine);
        }
        catch (FormatException error)
        {
            Console.Error.WriteLine(error.Message);
            return 2;
        }
    }

    /// <param name="hear">Gets every line as it comes.</param>
    /// <returns>0: every invariant held.</returns>
    public static async Task<int> Run(ChaosOptions options, Action<string> hear)
    {
        using var process = await Start(options, hear);
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.WaitForExitAsync();
        return process.ExitCode;

        void Hear(string? line)
        {
            if (line is not null) hear(line);
        }
    }

    /// <summary>Starts it; its standard input is its lifeline.</summary>
    public static async Task<Process> Start(ChaosOptions options, Action<string> hear)
    {
        string[] play = [Environment.ProcessPath!, Inside, .. options.Words()];
        var launcher = Path.Combine(AppContext.BaseDirectory, "sweeps-launch");
        IReadOnlyList<string> command;
        if (await WhyNotInNamespaces() is { } why)
        {
            hear($"on loopback, without partitions and full disks, since namespaces cannot be made here: {why}");
            command = ["setsid", "sh", "-c", Keeper, "keeper", launcher, "--", .. play];
        }
        else
        {
            command = [launcher, "--", "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", FirstProcess, "first", .. play];
        }
        return Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    /// <returns>null: they can be.</returns>
    private static async Task<string?> WhyNotInNamespaces()
    {
        if (!Environment.IsPrivilegedProcess) return "this is not root";
        var (code, said) = await Shell.Try("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "true");
        return code == 0 ? null : said;
    }
}
