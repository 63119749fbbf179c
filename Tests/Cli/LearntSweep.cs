using Coordinator.Deciding.Sweeps;
using Shared.Space;
using Shared.Spec;
using Tests.EndToEnd;

namespace Tests.Cli;

/// <summary>The sweep <see cref="SmallSweep"/> with completed trials all over its space, in which only the learning rate matters.</summary>
internal sealed class LearntSweep : IAsyncDisposable
{
    private static readonly SearchSpace Space = ((SpecReading.Accepted)SpecReader.Read(Specs.Small)).Spec.Space;

    private LearntSweep(SmallSweep small) => Small = small;

    public SmallSweep Small { get; }

    public static async Task<LearntSweep> Launched(int trials)
    {
        var learnt = new LearntSweep(await SmallSweep.Launched());
        (await learnt.Small.Terminal.Sweeps("set", "small", "trials=40")).With(code: 0);
        for (var number = 0; number < trials; number++)
        {
            if (number >= await learnt.Proposed()) await learnt.Propose(number);
            await learnt.Small.Complete(await learnt.LogRate(number));
        }
        return learnt;
    }

    /// <summary>The trial of that number, which is the next one.</summary>
    public Task Propose(int number) => Small.Submit(new FleetCommand.Propose(
        SmallSweep.Name, number, Space.FromUnit([.. Space.Parameters.Select((_, i) => (number * 0.618 + i * 0.382) % 1)]), "tpe/1", 1, DateTimeOffset.UnixEpoch));

    public async ValueTask DisposeAsync() => await Small.DisposeAsync();

    private Task<int> Proposed() => Small.Live.Coordinator.Reign.Read(state => state.Sweep(SmallSweep.Name)!.Trials.Count);

    private Task<double> LogRate(int number) => Small.Live.Coordinator.Reign.Read(state =>
        0.5 + 0.1 * Math.Log10(state.Sweep(SmallSweep.Name)![number].Assignment.Find("optimizer.adam.learning_rate")!.AsDouble()));
}
