namespace Tests.Chaos.Deeds;

/// <summary>Kills workers at once, as a rack's power cut does, and starts them again.</summary>
internal sealed class KillWorkers(int first, int count) : Deed
{
    public override string Kind => count == 1 ? "kill a worker" : "kill workers at once";

    public override string Words => $"kill -9 {count} worker(s) from worker{first + 1} on";

    public override async Task<bool> Do(Stage stage, Action<string> say, Hold hold)
    {
        var workers = Enumerable.Range(first, count).Select(number => stage.WorkersAll[number % stage.WorkersAll.Count]).ToList();
        await Task.WhenAll(workers.Select(worker => worker.Kill()));
        var names = string.Join(", ", workers.Select(worker => worker.Name));
        say($"{names} killed, for {hold}");
        await hold.Wait();
        foreach (var worker in workers) worker.StartAgain();
        say($"{names} started again");
        return true;
    }
}
