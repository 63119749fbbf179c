namespace Coordinator.Cli;

/// <summary>What scripts learn from the program's end.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The machine or the installation is at fault: something is missing, full or broken.</summary>
    public const int SetUp = 1;

    /// <summary>The command line, the spec, the data or the state directory is not one this command can work with.</summary>
    public const int Usage = 2;

    /// <summary>The sweep ended and not one trial completed.</summary>
    public const int NothingCompleted = 3;

    /// <summary>Interrupted; the same command goes on.</summary>
    public const int Interrupted = 130;
}
