using Tests.Chaos;
using Xunit.Runner.InProc.SystemConsole;

namespace Tests;

/// <summary>The tests' runner, and the program behind <c>./test chaos</c>.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] words) => words switch
    {
        ["chaos", .. var options] => await ChaosRun.Verb(options),
        [ChaosRun.Inside, .. var options] => await Play.Perform(options),
        _ => await ConsoleRunner.Run(words),
    };
}
