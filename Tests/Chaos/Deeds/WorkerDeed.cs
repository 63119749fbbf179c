namespace Tests.Chaos.Deeds;

/// <summary>Something bad that is done to one worker.</summary>
/// <param name="number">Of the workers, from 0.</param>
internal abstract class WorkerDeed(int number) : Deed
{
    public sealed override async Task<bool> Do(Stage stage, Action<string> say, Hold hold)
    {
        var worker = stage.WorkersAll[number];
        worker.StartAgain();
        await Do(stage, worker, say, hold);
        return true;
    }

    protected string Name => $"worker{number + 1}";

    protected abstract Task Do(Stage stage, StagedWorker worker, Action<string> say, Hold hold);
}
