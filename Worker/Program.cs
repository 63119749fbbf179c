using System.CommandLine;
using System.CommandLine.Invocation;
using Worker.Modes;

var root = new RootCommand("Trains the trials of a Sweeps coordinator. Without a mode: works for a coordinator until it is told to end, such as: sweeps-worker --coordinator https://sweeps:7460 --token-file token --device auto");
AgentMode.AddTo(root);
root.Subcommands.Add(TrainerMode.Command());
root.Subcommands.Add(PrepareMode.Command());
root.Subcommands.Add(SmokeMode.Command());
var parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction refusal) refusal.ShowHelp = false;
// Modes listen to signals themselves, and take their own time to end.
var code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
return parsed.Errors.Count > 0 ? 2 : code;
