using Tests.Running;
using Worker.Agent;

namespace Tests.Agent;

public sealed class TrainerEndTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_trainer_that_has_ended_is_waited_for_no_longer()
    {
        var records = new TrainerRecords(folder.File("trainers"));
        records.KillLeftovers();
        // The clock stands still: whoever waits for time to pass waits for ever.
        var trainer = Trainer.Start(ScriptTrainer.Write(folder, ScriptTrainer.Healthy), folder.Path, records, new ManualTime());
        await Soon.Happens(trainer.Lines.WaitToReadAsync().AsTask(), "the trainer's beginning");

        await Soon.Happens(trainer.DisposeAsync().AsTask(), "the trainer's end");

        Assert.True(trainer.HasEnded);
    }
}
