using System.Diagnostics;
using Tests.Agent;

namespace Tests.EndToEnd;

/// <summary>A file system of its own in memory, which can be filled up and emptied again.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly TemporaryFolder? own;

    private SmallDisk(string? at)
    {
        own = at is null ? new TemporaryFolder() : null;
        Path = at ?? own!.Path;
    }

    public string Path { get; }

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <param name="at">An empty directory; null: a temporary one.</param>
    public static async Task<SmallDisk> Mount(int megabytes, string? at = null)
    {
        var disk = new SmallDisk(at);
        await Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", disk.Path);
        return disk;
    }

    /// <summary>Takes all the room there is, also what others leave meanwhile.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[1 << 20];
        try
        {
            while (true) file.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void MakeRoom() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        await Run("umount", Path);
        own?.Dispose();
    }

    private static async Task Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"this test mounts a file system, for which it must be root: {program} said: {errors}");
    }
}
