using Coordinator.Cli;
using Coordinator.Deciding.Views;
using Shared.Trials;

namespace Tests.Cli;

/// <summary>Curves grow by what is new.</summary>
public sealed class SweepCurvesTests
{
    private readonly List<(int Trial, (int Attempt, int Epoch) After)> asked = [];
    private readonly List<MeasurementItem> reported = [];
    private List<double?> values = [];
    private int valuesAsked;

    [Fact]
    public async Task Only_what_has_come_up_is_asked_for()
    {
        var curves = Curves();
        reported.Add(Item(1, 1, 0.5));
        await curves.Follow(Progress(finished: 0, epoch: 1));
        await curves.Follow(Progress(finished: 0, epoch: 1));
        reported.Add(Item(1, 2, 0.75));
        await curves.Follow(Progress(finished: 0, epoch: 2));

        Assert.Equal([(3, (0, 0)), (3, (1, 1))], asked);
        Assert.Equal(1, valuesAsked);
        Assert.Equal([0.5, 0.75], curves.Of(3).Validation);
        Assert.Equal([0.25, 0.375], curves.Of(3).Train);
    }

    [Fact]
    public async Task An_attempt_that_begins_again_overwrites_and_one_from_a_checkpoint_goes_on()
    {
        var curves = Curves();
        reported.AddRange([Item(1, 1, 0.5), Item(1, 2, 0.6), Item(2, 2, 0.7), Item(2, 3, 0.8)]);
        await curves.Follow(Progress(finished: 0, epoch: 3));

        Assert.Equal([0.5, 0.7, 0.8], curves.Of(3).Validation);
    }

    [Theory]
    [InlineData(true, new[] { 0.2, 0.2, 0.2, 0.4 })]
    [InlineData(false, new[] { 0.2, 0.1, 0.1, 0.1 })]
    public async Task The_best_so_far_is_that_of_the_objective(bool maximise, double[] best)
    {
        values = [null, 0.2, 0.1, double.NaN, 0.4, null, null];
        var curves = Curves();
        await curves.Follow(Progress(finished: 4, epoch: 0, maximise));

        Assert.Equal([null, .. best.Select(value => (double?)value)], curves.Best);
    }

    private SweepCurves Curves() => new(
        () =>
        {
            valuesAsked++;
            return Task.FromResult<IReadOnlyList<double?>>(values);
        },
        (trial, after) =>
        {
            asked.Add((trial, after));
            return Task.FromResult<IReadOnlyList<MeasurementItem>>([.. reported.Where(item => (item.Attempt, item.Epoch).CompareTo(after) > 0)]);
        });

    private static MeasurementItem Item(int attempt, int epoch, double value) =>
        new(attempt, epoch, epoch, new Dictionary<string, double> { ["validation.macro_ap"] = value, ["train.macro_ap"] = value / 2 });

    private static SweepProgress Progress(int finished, int epoch, bool maximise = true) => new(
        SweepName.Parse("small"), new Objective("validation.macro_ap", maximise), finished, 0, 8, TimeSpan.Zero, null, null, null, [new RunningTrial(3, "ada", 0, epoch, null, "bce")], null);
}
