using System.CommandLine;
using TorchSharp;
using Worker.Agent;
using Worker.Training;

namespace Worker.Modes;

/// <summary><c>sweeps-worker trainer</c>: the built-in trainer, started by a worker and spoken to in JSON lines.</summary>
internal static class TrainerMode
{
    public static Command Command()
    {
        var device = new Option<string>("--device") { Description = "Where to train.", DefaultValueFactory = _ => "cpu" };
        var every = new Option<double>("--checkpoint-every") { Description = "The least seconds between two checkpoints.", DefaultValueFactory = _ => TrainerCommand.CheckpointEvery.TotalSeconds };
        var mode = new Command("trainer", "Train what a worker asks for on standard input.") { device, every };
        mode.SetAction(async (arguments, cancel) =>
        {
            using var output = ProtocolOutput.Take();
            var where = arguments.GetValue(device)!;
            var trainer = new BuiltInTrainer(torch.device(where), TimeSpan.FromSeconds(arguments.GetValue(every)), TimeProvider.System, Console.Error.WriteLine);
            await new TrainerProcess(trainer.Train, where, Console.OpenStandardInput(), output, Console.Error.WriteLine).RunAsync();
            return 0;
        });
        return mode;
    }
}
