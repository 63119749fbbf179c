using System.Globalization;
using Shared.Protocol;

namespace Worker.Training;

/// <summary>
/// Writes a trial's checkpoints at the ends of epochs, into two files in turn, so that one is whole while the other is
/// written. Not flushed to the disk: a machine that goes down takes the scratch directory with it, and the worker stores
/// them elsewhere.
/// </summary>
/// <param name="every">The least time between two.</param>
/// <param name="announce">Told once the file is there.</param>
/// <param name="log">Told why one could not be written: a full disk costs the checkpoint and not the trial.</param>
internal sealed class CheckpointWriter(string scratch, TimeSpan every, Action<TrainerLine.Checkpointed> announce, Action<string> log, TimeProvider time)
{
    /// <summary>A large model on a slow disk: at most one part in so many of the time goes into checkpoints.</summary>
    private const int LeastPause = 50;

    private long last = time.GetTimestamp();
    private TimeSpan lastCost;
    private int written;

    /// <summary>Writes one where it is time for the next.</summary>
    /// <param name="take">Takes the state; called only then.</param>
    public void Offer(int epoch, Func<TrialCheckpoint> take)
    {
        if (time.GetElapsedTime(last) < every || time.GetElapsedTime(last) < lastCost * LeastPause) return;
        var begun = time.GetTimestamp();
        var name = $"checkpoint-{(written % 2).ToString(CultureInfo.InvariantCulture)}.safetensors";
        if (TryWrite(Path.Combine(scratch, name), take().Encode()))
        {
            written++;
            announce(new TrainerLine.Checkpointed(epoch, name));
        }
        last = time.GetTimestamp();
        lastCost = time.GetElapsedTime(begun, last);
    }

    private bool TryWrite(string path, byte[] bytes)
    {
        var temporary = path + ".tmp";
        try
        {
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, path, overwrite: true);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log($"no checkpoint was written: {error.Message}");
            return false;
        }
    }
}
