namespace Worker.Modes;

/// <summary>
/// Ends this process when its standard input ends, however whoever held the other end went away. Trainers go the same
/// way: their launchers see their own standard input end with this process.
/// </summary>
internal static class Lifeline
{
    public static void EndProcessWithStandardInput() => new Thread(Wait) { IsBackground = true, Name = "lifeline" }.Start();

    private static void Wait()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[256];
        try
        {
            while (input.Read(ignored) > 0) { }
        }
        catch (IOException)
        {
            // A broken pipe has ended too.
        }
        // Nothing to hand back: whoever held the lifeline is the coordinator, or has started it.
        Environment.Exit(1);
    }
}
