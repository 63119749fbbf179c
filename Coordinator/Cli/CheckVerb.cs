using System.CommandLine;
using Shared.Spec;

namespace Coordinator.Cli;

/// <summary><c>sweeps check SPEC</c>: the space as understood, the baselines and the warnings; runs nothing.</summary>
internal static class CheckVerb
{
    public static Command Command()
    {
        var spec = CommonOptions.Spec();
        var command = new Command("check", "Show what a spec means, and what is wrong with it") { spec };
        command.SetAction(parsed =>
        {
            foreach (var line in SpecCheck.Lines(CommonOptions.ReadSpec(parsed.GetValue(spec)!))) Console.Out.WriteLine(line);
            return ExitCode.Done;
        });
        return command;
    }
}
