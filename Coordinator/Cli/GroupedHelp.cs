using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Coordinator.Cli;

/// <summary>Verbs that belong together in the help.</summary>
internal sealed record VerbGroup(string Title, params IReadOnlyList<Command> Verbs);

/// <summary>The help of <c>sweeps</c> itself, by groups; a verb's own is the library's.</summary>
internal sealed class GroupedHelp(RootCommand root, IReadOnlyList<VerbGroup> groups, HelpAction ofVerbs) : SynchronousCommandLineAction
{
    public static void Install(RootCommand root, IReadOnlyList<VerbGroup> groups)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        // Elsewhere they are paths.
        foreach (var alias in (string[])["/?", "/h"]) help.Aliases.Remove(alias);
        help.Action = new GroupedHelp(root, groups, (HelpAction)help.Action!);
    }

    /// <summary>Whoever asks for help may not know what else to give.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        if (parseResult.CommandResult.Command != root) return ofVerbs.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine(root.Description);
        output.WriteLine();
        output.WriteLine("  sweeps VERB ...        'sweeps VERB --help' tells more");
        var width = groups.SelectMany(group => group.Verbs).Max(verb => verb.Name.Length);
        foreach (var group in groups)
        {
            output.WriteLine();
            output.WriteLine($"{group.Title}:");
            foreach (var verb in group.Verbs) output.WriteLine($"  {verb.Name.PadRight(width)}   {verb.Description}");
        }
        output.WriteLine();
        output.WriteLine("Exit codes: 0 done, 1 machine, installation or network, 2 usage, spec, data or refused, 3 no trial completed, 130 interrupted");
        return ExitCode.Done;
    }
}
