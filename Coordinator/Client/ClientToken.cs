using Coordinator.Local;

namespace Coordinator.Client;

/// <summary>Finds the token of whoever sits at the terminal.</summary>
internal static class ClientToken
{
    public const string Variable = "SWEEPS_TOKEN";

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Where a token is looked for that nobody names: <c>~/.config/sweeps/token</c>.</summary>
    public static string DefaultFile =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "sweeps", "token");

    /// <summary>Whether there is something to find.</summary>
    public static bool IsThere(string? file) => file is not null || Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } || File.Exists(DefaultFile);

    /// <param name="file">What <c>--token-file</c> names; null: the environment's, else the default file's.</param>
    /// <param name="warn">Told of a file that others can read.</param>
    /// <exception cref="RefusedException">There is none.</exception>
    public static string Find(string? file, Action<string> warn)
    {
        if (file is null && Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given) return Checked(given.Trim(), Variable);
        var path = file ?? DefaultFile;
        if (file is null && !File.Exists(path))
            throw new RefusedException($"a server asks for a token: name its file with --token-file, put it into {Variable}, or write it to {path}");
        try
        {
            if ((File.GetUnixFileMode(path) & Others) != 0) warn($"others on this machine can read the token in {path}: chmod 600 {path}");
            return Checked(File.ReadAllText(path).Trim(), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"the token file {path} cannot be read: {error.Message}");
        }
    }

    /// <summary>What cannot stand in a header is no token; it is not shown.</summary>
    private static string Checked(string token, string place) =>
        token.Length > 0 && token.All(c => c is > ' ' and < (char)127)
            ? token
            : throw new RefusedException($"{place} holds no token: a token is one word of printable characters");
}
