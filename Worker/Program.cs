using System.CommandLine;
using Worker.Modes;

var root = new RootCommand("Trains the trials of a Sweeps coordinator. Without a mode: works for a coordinator until it is told to end.");
AgentMode.AddTo(root);
// Modes listen to signals themselves, and take their own time to end.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
