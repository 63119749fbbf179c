using Coordinator.Cli;

namespace Tests.Cli;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain ✓ text\twith a tab", "plain ✓ text\twith a tab")]
    [InlineData("\u001b]0;title\u0007\u001b[31mred", "\\e]0;title\\x07\\e[31mred")]
    [InlineData("10%\r20%", "10%\\r20%")]
    [InlineData("\u009b2J\u007f", "\\x9b2J\\x7f")]
    [InlineData("a\u202eb\u2066c\u2028d", "a\\u202eb\\u2066c\\u2028d")]
    public void What_would_command_a_terminal_is_shown(string text, string shown) => Assert.Equal(shown, TerminalText.Of(text));
}
