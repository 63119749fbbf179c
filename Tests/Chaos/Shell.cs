using System.Diagnostics;

namespace Tests.Chaos;

/// <summary>Runs programs of the machine to their end.</summary>
internal static class Shell
{
    /// <exception cref="InvalidOperationException">It failed, and said so.</exception>
    public static async Task Run(params IReadOnlyList<string> words)
    {
        var (code, said) = await Try(words);
        if (code != 0) throw new InvalidOperationException($"'{string.Join(' ', words)}' ended with exit code {code}: {said}");
    }

    public static async Task<(int Code, string Said)> Try(params IReadOnlyList<string> words)
    {
        using var process = Process.Start(new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, $"{output}{await errors}".Trim());
    }
}
