using Worker.Data;
using Worker.Training;
using static TorchSharp.torch;

namespace Tests.Training;

public sealed class BuiltInTrainerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sweeps-data-").FullName;
    private readonly List<string> log = [];

    [Fact]
    public void Data_is_loaded_once_for_the_trials_that_share_it()
    {
        var path = Path.Combine(folder, "small.data");
        PreparedDataFile.Save(SmallData.Create(), path);
        var trainer = new BuiltInTrainer(CPU, TimeSpan.FromHours(1), TimeProvider.System, log.Add);
        var request = Requests.Of(Requests.Settings) with { Data = path };
        var first = Requests.Train(request, (given, measured) => trainer.Train(given, measured, _ => { }, CancellationToken.None));
        File.Delete(path);
        var second = Requests.Train(request, (given, measured) => trainer.Train(given, measured, _ => { }, CancellationToken.None));
        Assert.Equal(first.Weights, second.Weights);
        Assert.Empty(log);
    }

    [Fact]
    public void Data_that_is_missing_is_named()
    {
        var trainer = new BuiltInTrainer(CPU, TimeSpan.FromHours(1), TimeProvider.System, log.Add);
        var path = Path.Combine(folder, "none.data");
        var refused = Assert.Throws<DataProblem>(() => trainer.Train(Requests.Of(Requests.Settings) with { Data = path }, _ => { }, _ => { }, CancellationToken.None));
        Assert.Equal($"the prepared data {path} does not exist; prepare the data again", refused.Message);
    }

    [Fact]
    public void What_a_user_should_know_of_a_trial_is_logged()
    {
        var path = Path.Combine(folder, "small.data");
        PreparedDataFile.Save(SmallData.Create(), path);
        var trainer = new BuiltInTrainer(CPU, TimeSpan.FromHours(1), TimeProvider.System, log.Add);
        var settings = Requests.Settings with { Loss = Requests.Default(Shared.Catalogue.Components.Loss["softmax_ce"]) };
        Requests.Train(Requests.Of(settings) with { Data = path }, (given, measured) => trainer.Train(given, measured, _ => { }, CancellationToken.None));
        Assert.Matches("^softmax_ce skips [0-9]+ of 400 training rows, which have no label$", Assert.Single(log));
    }

    [Fact]
    public void A_checkpoint_that_does_not_fit_is_logged_and_the_trial_begins_at_the_beginning()
    {
        var path = Path.Combine(folder, "small.data");
        PreparedDataFile.Save(SmallData.Create(), path);
        File.WriteAllBytes(Path.Combine(folder, "checkpoint"), [1, 2, 3]);
        var trainer = new BuiltInTrainer(CPU, TimeSpan.FromHours(1), TimeProvider.System, log.Add);
        var request = Requests.Of(Requests.Settings) with { Data = path, Resume = Path.Combine(folder, "checkpoint") };
        var trained = Requests.Train(request, (given, measured) => trainer.Train(given, measured, _ => { }, CancellationToken.None));
        Assert.Equal([1, 2, 3], trained.Measurements.Select(measurement => measurement.Epoch));
        Assert.Equal("the checkpoint is no safetensors file: it has 3 bytes, and its header's length alone takes 8; the trial begins at the beginning", Assert.Single(log));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
