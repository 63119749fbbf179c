using System.CommandLine;
using Worker.Training;

namespace Worker.Modes;

/// <summary><c>sweeps-worker trainer</c>: the built-in trainer, started by a worker and spoken to in JSON lines.</summary>
internal static class TrainerMode
{
    public static Command Create(Train train)
    {
        var device = new Option<string>("--device") { Description = "Where to train.", DefaultValueFactory = _ => "cpu" };
        var mode = new Command("trainer", "Train what a worker asks for on standard input.") { device };
        mode.SetAction(async (arguments, cancel) =>
        {
            using var output = ProtocolOutput.Take();
            await new TrainerProcess(train, arguments.GetValue(device)!, Console.OpenStandardInput(), output).RunAsync();
            return 0;
        });
        return mode;
    }
}
