using Microsoft.Extensions.Logging;

namespace Coordinator.Running;

/// <summary>Every line that the coordinator logs, numbered.</summary>
internal sealed partial class ReignLog(ILogger logger)
{
    [LoggerMessage(100, LogLevel.Error, "the decider threw on a command of type {Command}; nothing was changed")]
    public partial void CommandFailed(string command, Exception error);

    [LoggerMessage(101, LogLevel.Warning, "the lease clock was {Seconds:F1} s late: every running attempt gets a full new lease")]
    public partial void LeaseClockLate(double seconds);

    [LoggerMessage(102, LogLevel.Error, "the sampler failed on sweep {Sweep}, trial {Trial}")]
    public partial void SamplerFailed(string sweep, int trial, Exception error);

    [LoggerMessage(103, LogLevel.Warning, "artefacts that nothing needs could not be deleted, which is tried again: {Why}")]
    public partial void ArtefactsNotSwept(string why);

    [LoggerMessage(104, LogLevel.Warning, "worker {Worker} ended with exit code {ExitCode} and is started again")]
    public partial void WorkerRestarted(int worker, int exitCode);

    [LoggerMessage(105, LogLevel.Error, "{Method} {Path} failed")]
    public partial void RequestFailed(string method, string path, Exception error);
}
