using System.CommandLine;
using System.CommandLine.Parsing;
using System.ComponentModel;
using Coordinator.Client;
using Coordinator.Ledger;
using Coordinator.Local;

namespace Coordinator.Cli;

/// <summary>The command <c>sweeps</c>: one verb a file, and every expected failure mapped to a message and an exit code here.</summary>
internal static class CommandLine
{
    public static async Task<int> Run(string[] arguments)
    {
        var root = Root();
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) Console.Error.WriteLine($"sweeps: {error.Message}");
            Console.Error.WriteLine($"sweeps: see '{string.Join(' ', Path(parsed.CommandResult))} --help'");
            return ExitCode.Usage;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception error) when (error is RefusedException or StateDirectoryException or LedgerSchemaException or ServerRefusedException)
        {
            return Say(error.Message, ExitCode.Usage);
        }
        catch (Exception error) when (error is SetUpException or ServerAwayException or LedgerException or InvalidDataException or IOException or UnauthorizedAccessException or Win32Exception)
        {
            return Say(error.Message, ExitCode.SetUp);
        }
    }

    private static RootCommand Root()
    {
        VerbGroup[] groups =
        [
            new("On this machine", RunVerb.Command(), CheckVerb.Command()),
            new(
                $"On many machines, with a coordinator that --server, {ClientOptions.ServerVariable} or --kube-context names",
                CoordinatorVerb.Command(), LaunchVerb.Command(), WatchVerb.Command(), LifeVerbs.Pause(), LifeVerbs.Resume(), LifeVerbs.Stop(), LifeVerbs.Cancel(), RetryVerb.Command(), SetVerb.Command(),
                WorkersVerb.Command(), DrainVerb.Command(), TokenVerb.Command()),
            new(
                "On both: a coordinator's sweeps where one is named, else those in --state",
                ListVerb.Command(), StatusVerb.Command(), TrialsVerb.Command(), ImportanceVerb.Command(), BestVerb.Command(), ExportVerb.Command(), ReportVerb.Command(), PlotVerb.Command(), EventsVerb.Command(), LogsVerb.Command(), DeleteVerb.Command()),
            new("Besides", DoctorVerb.Command(), CompletionVerb.Command()),
        ];
        var root = new RootCommand("Finds the loss, sampling and training settings that work best for a data set with rare labels.");
        foreach (var verb in groups.SelectMany(group => group.Verbs)) root.Add(verb);
        GroupedHelp.Install(root, groups);
        return root;
    }

    private static int Say(string message, int exitCode)
    {
        Console.Error.WriteLine($"sweeps: {message}");
        return exitCode;
    }

    private static IEnumerable<string> Path(CommandResult result) =>
        result.Parent is CommandResult parent ? Path(parent).Append(result.Command.Name) : ["sweeps"];
}
