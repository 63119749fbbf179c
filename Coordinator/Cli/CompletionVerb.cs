using System.CommandLine;

namespace Coordinator.Cli;

/// <summary><c>sweeps completion bash|zsh|fish</c>: a script for the shell, which asks this program what could come next.</summary>
internal static class CompletionVerb
{
    /// <summary>Options are offered once a dash is typed; before, they would bury the names.</summary>
    private const string Bash = """
        # sweeps completion bash >~/.local/share/bash-completion/completions/sweeps
        _sweeps() {
            local word=${COMP_WORDS[COMP_CWORD]} line=${COMP_LINE#"${COMP_WORDS[0]}"} found
            local at=$((COMP_POINT - ${#COMP_WORDS[0]}))
            COMPREPLY=()
            while IFS= read -r found; do
                [[ $found == -* && $word != -* ]] && continue
                [[ $found == "$word"* ]] && COMPREPLY+=("$found")
            done < <("${COMP_WORDS[0]}" "[suggest:$((at - 1))]" "${line:1}" 2>/dev/null </dev/null)
            [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace
        }
        complete -o bashdefault -o default -F _sweeps sweeps

        """;

    private const string Zsh = """
        #compdef sweeps
        # sweeps completion zsh >"${fpath[1]}/_sweeps"
        _sweeps() {
            local word=${words[CURRENT]} line="${words[2,CURRENT]}" found
            local -a all
            for found in "${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null </dev/null)}"; do
                [[ $found == -* && $word != -* ]] && continue
                all+=("$found")
            done
            compadd -a all
        }
        if [ "$funcstack[1]" = "_sweeps" ]; then _sweeps "$@"; else compdef _sweeps sweeps; fi

        """;

    private const string Fish = """
        # sweeps completion fish >~/.config/fish/completions/sweeps.fish
        function __sweeps_complete
            set -l words (commandline -opc)
            set -l word (commandline -ct)
            set -l line (string join ' ' -- $words[2..-1] $word)
            for found in ($words[1] "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null </dev/null)
                string match -q -- '-*' $found; and not string match -q -- '-*' $word; and continue
                echo $found
            end
        end
        complete -c sweeps -f -a '(__sweeps_complete)'

        """;

    public static Command Command()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print a script that completes commands, names and options in your shell") { shell };
        command.SetAction(parsed =>
        {
            Console.Out.Write(parsed.GetValue(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                _ => Fish,
            });
            return ExitCode.Done;
        });
        return command;
    }
}
