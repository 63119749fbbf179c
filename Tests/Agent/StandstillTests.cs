using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Shared.Protocol;
using Shared.Space;
using Shared.Trials;
using Tests.Running;
using Worker.Agent;

namespace Tests.Agent;

public sealed class StandstillTests
{
    [Fact]
    public async Task A_worker_that_stood_still_hears_its_trainer_out_before_it_calls_it_overdue()
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTime();
        var command = ScriptTrainer.Write(folder, """
            read -r line
            request
            measured 1 '"validation.macro_ap":0.5'
            until [ -e "$scratch/go" ]; do sleep 0.02; done
            finished '"validation.macro_ap":0.5' ''
            read -r line
            """);
        var records = new TrainerRecords(folder.File("trainers"));
        records.KillLeftovers();
        await using var host = new TrainerHost(command, folder.Path, records, time, NullLogger.Instance);
        using var log = new TrialLog(folder.File("log"), _ => { });
        var limits = new TrialLimits(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1));
        var measured = new TaskCompletionSource();
        var training = host.TrainAsync(Request(folder.Path), limits, log, _ => measured.TrySetResult(), _ => { }, default, default);
        await Soon.Happens(await Task.WhenAny(measured.Task, training), "an epoch");

        // As after SIGSTOP: a minute has passed at once, and the trainer trained on.
        time.Advance(TimeSpan.FromMinutes(1));
        await File.WriteAllTextAsync(folder.File("go"), "");

        await Soon.Happens(training, "the trial's end");
        Assert.IsType<TrialEnd.Finished>(await training);
    }

    private static TrainRequest Request(string scratch)
    {
        var part = new Component("x", ImmutableSortedDictionary<string, ParameterValue>.Empty);
        var settings = new TrialSettings(new ModelSettings([], 0), new TrainingSettings(1, 1, null, null, null), part, part, part, "zero", new Objective("validation.macro_ap", true));
        return new TrainRequest(1, "sweep/1", 1, 1, settings, "data", scratch);
    }
}
