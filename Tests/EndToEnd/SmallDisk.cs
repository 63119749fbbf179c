using System.Diagnostics;

namespace Tests.EndToEnd;

/// <summary>A file system of its own in memory, which can be filled up and emptied again.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string filler;

    private SmallDisk(string path)
    {
        Path = path;
        filler = System.IO.Path.Combine(path, "filler");
    }

    public string Path { get; }

    public static async Task<SmallDisk> Mount(string path, int megabytes)
    {
        Directory.CreateDirectory(path);
        await Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path);
        return new SmallDisk(path);
    }

    /// <summary>Takes all the room there is.</summary>
    public async Task Fill() => await Run("fallocate", "-l", $"{new DriveInfo(Path).AvailableFreeSpace}", filler);

    public void MakeRoom() => File.Delete(filler);

    public async ValueTask DisposeAsync() => await Run("umount", Path);

    private static async Task Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"this test mounts a file system, for which it must be root: {program} said: {errors}");
    }
}
