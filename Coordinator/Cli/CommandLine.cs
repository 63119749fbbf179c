using System.CommandLine;
using System.ComponentModel;
using System.CommandLine.Parsing;
using Coordinator.Ledger;
using Coordinator.Local;

namespace Coordinator.Cli;

/// <summary>The command <c>sweeps</c>: one verb a file, and every expected failure mapped to a message and an exit code here.</summary>
internal static class CommandLine
{
    public static async Task<int> Run(string[] arguments)
    {
        var root = new RootCommand("Finds the loss, sampling and training settings that work best for a data set with rare labels.")
        {
            RunVerb.Command(),
            StatusVerb.Command(),
            TrialsVerb.Command(),
            BestVerb.Command(),
            CheckVerb.Command(),
            DeleteVerb.Command(),
            CoordinatorVerb.Command(),
        };
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
        catch (Exception error) when (error is RefusedException or StateDirectoryException or LedgerSchemaException)
        {
            return Say(error.Message, ExitCode.Usage);
        }
        catch (Exception error) when (error is SetUpException or LedgerException or InvalidDataException or IOException or UnauthorizedAccessException or Win32Exception)
        {
            return Say(error.Message, ExitCode.SetUp);
        }
    }

    private static int Say(string message, int exitCode)
    {
        Console.Error.WriteLine($"sweeps: {message}");
        return exitCode;
    }

    private static IEnumerable<string> Path(CommandResult result) =>
        result.Parent is CommandResult parent ? Path(parent).Append(result.Command.Name) : ["sweeps"];
}
