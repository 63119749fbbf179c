using System.Threading.Channels;
using Worker.Agent;

namespace Tests.Agent;

/// <summary>Waits for what must happen, for as long as a busy machine may need, and fails with what did not.</summary>
internal static class Soon
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task Happens(Task happening, string what)
    {
        try
        {
            await happening.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{what} did not happen within {Patience}");
        }
    }

    public static async Task<T> Comes<T>(ChannelReader<T> items, string what)
    {
        var item = items.ReadAsync().AsTask();
        await Happens(item, what);
        return await item;
    }

    /// <summary>Waits for something that calls nobody when it comes about.</summary>
    public static Task Is(Func<bool> so, string what)
    {
        return Happens(Until(), what);

        async Task Until()
        {
            while (!so()) await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    /// <summary>Waits until no process has that number; a zombie whose parent has yet to collect it counts as none.</summary>
    public static Task IsGone(int process) => Happens(GoneAsync(process), $"the end of process {process}");

    private static async Task GoneAsync(int process)
    {
        // A process that is not our child announces its end to nobody we could ask.
        while (ProcessEntry.Find(process) is { IsZombie: false }) await Task.Delay(TimeSpan.FromMilliseconds(20));
    }
}
