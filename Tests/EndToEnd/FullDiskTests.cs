using Shared.Trials;

namespace Tests.EndToEnd;

[Collection(WholeSweeps.Name)]
public sealed class FullDiskTests
{
    [Fact]
    public async Task A_disk_that_fills_up_ends_the_run_which_goes_on_once_there_is_room()
    {
        // First, so that it outlasts the processes that use it.
        await using var disk = await SmallDisk.Mount(megabytes: 96);
        await using var place = new Place(Specs.Small.Changed("trials: 8", "trials: 4").Changed("epochs: 2, batch_size: 32", "epochs: 150, batch_size: 8"));
        string[] command = ["run", "spec.yaml", "--state", disk.Path, "--workers", "1", "--json"];
        var run = place.Start(command);
        await new LedgerWatch(disk.Path).Until(run, state => state.Sweep(SweepName.Parse("small")) is { Completed: 1, Running.Count: 1 });

        disk.Fill();

        var ended = (await run.End()).With(code: 1);
        Assert.Contains($"sweeps: the disk with {disk.Path}", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("is full", ended.Errors, StringComparison.Ordinal);
        var atOnce = (await place.Sweeps(command)).With(code: 1);
        Assert.Equal(
            $"sweeps: the disk with {disk.Path} is full: it has 0 MiB left, and a run needs 64. Nothing finished is lost: free some space, and the same command goes on",
            atOnce.Errors);

        disk.MakeRoom();

        var done = (await place.Sweeps(command)).With(code: 0);
        Assert.Equal("""{"completed":4}""", done.Json.GetProperty("trials").GetRawText());
    }
}
