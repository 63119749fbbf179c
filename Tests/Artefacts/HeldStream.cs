namespace Tests.Artefacts;

/// <summary>A sender who stops after some bytes, until a test lets the rest go or breaks it off.</summary>
internal sealed class HeldStream(byte[] bytes, int free, Task release) : MemoryStream(bytes)
{
    private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once everything before the stop has been taken.</summary>
    public Task IsHeld => held.Task;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position < free) return await base.ReadAsync(buffer[..(int)Math.Min(buffer.Length, free - Position)], cancellationToken);
        held.TrySetResult();
        await release;
        return await base.ReadAsync(buffer, cancellationToken);
    }
}
