using System.Diagnostics;
using Coordinator.Deciding.Access;

namespace Tests.Cli;

/// <summary>What a real bash completes with the script that <c>sweeps completion bash</c> prints.</summary>
public sealed class CompletionTests : IAsyncLifetime
{
    private SmallSweep small = null!;
    private Terminal viewer = null!;

    public async ValueTask InitializeAsync()
    {
        small = await SmallSweep.Launched();
        viewer = small.As(Role.Viewer);
    }

    public ValueTask DisposeAsync() => small.DisposeAsync();

    [Fact]
    public async Task Verbs_are_completed() => Assert.Equal(["pause"], await Complete("sweeps pau"));

    [Fact]
    public async Task Names_of_sweeps_are_completed_from_the_server() => Assert.Equal(["small"], await Complete("sweeps status --patience 1m sm"));

    [Fact]
    public async Task Without_a_letter_names_are_offered_and_options_are_not() => Assert.Equal(["small"], await Complete("sweeps pause --patience 1m "));

    [Fact]
    public async Task Options_are_offered_after_a_dash() => Assert.Equal(["--patience"], await Complete("sweeps pause --pa"));

    [Fact]
    public async Task Names_of_workers_are_completed_from_the_server() => Assert.Equal(["ada"], await Complete("sweeps drain --patience 1m "));

    [Fact]
    public async Task Specs_and_folders_are_completed()
    {
        Directory.CreateDirectory(viewer.File("specs"));
        File.WriteAllText(viewer.File("spec.yaml"), "");
        File.WriteAllText(viewer.File("spec.txt"), "");

        Assert.Equal(["spec.yaml", "specs/"], (await Complete("sweeps launch sp")).Order());
    }

    [Fact]
    public async Task A_server_that_is_not_there_costs_no_more_than_a_second_and_says_nothing()
    {
        // A network that swallows everything: an address that is for documentation alone (RFC 5737).
        viewer.Environment["SWEEPS_SERVER"] = "http://192.0.2.1:1";
        var watch = Stopwatch.StartNew();

        Assert.Empty(await Complete("sweeps status sm"));

        // A second on a machine of one's own; the system's own patience with an address that is silent is minutes.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }

    [Theory]
    [InlineData("zsh", "#compdef sweeps")]
    [InlineData("fish", "# sweeps completion fish")]
    public async Task Other_shells_have_a_script_too(string shell, string first) =>
        Assert.StartsWith(first, (await viewer.Sweeps("completion", shell)).With(code: 0).Output, StringComparison.Ordinal);

    private async Task<string[]> Complete(string line)
    {
        const string script = """
            source <(sweeps completion bash)
            read -ra COMP_WORDS <<<"$1"
            [[ $1 == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$1 COMP_POINT=${#1}
            compopt() { :; }
            _sweeps
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        var start = new ProcessStartInfo("bash", ["--norc", "-c", script, "bash", line])
        {
            WorkingDirectory = viewer.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        viewer.Set(start.Environment);
        start.Environment["PATH"] = $"{AppContext.BaseDirectory}:{start.Environment["PATH"]}";
        using var bash = Process.Start(start)!;
        var (output, errors) = (bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
        await bash.WaitForExitAsync();
        Assert.Equal("", await errors);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
