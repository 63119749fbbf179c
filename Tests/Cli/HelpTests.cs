using System.Text.RegularExpressions;

namespace Tests.Cli;

/// <summary>What the program says of itself.</summary>
public sealed class HelpTests
{
    [Fact]
    public async Task Every_verb_stands_in_a_group_and_has_its_own_help()
    {
        using var terminal = new Terminal();
        var help = (await terminal.Sweeps("--help")).With(code: 0).Output;

        var verbs = Regex.Matches(help, @"^  ([a-z]+)   ", RegexOptions.Multiline).Select(match => match.Groups[1].Value).ToList();
        foreach (var verb in (string[])["run", "check", "launch", "watch", "pause", "list", "status", "export", "events", "logs", "delete", "drain", "completion"]) Assert.Contains(verb, verbs);
        foreach (var verb in verbs) Assert.Contains("Usage:", (await terminal.Sweeps(verb, "--help")).With(code: 0).Output, StringComparison.Ordinal);
    }
}
