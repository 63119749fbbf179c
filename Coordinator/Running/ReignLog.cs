using Microsoft.Extensions.Logging;

namespace Coordinator.Running;

/// <summary>Every line that the coordinator logs, numbered.</summary>
internal sealed partial class ReignLog(ILogger logger)
{
    private readonly Dictionary<int, string> latest = [];

    [LoggerMessage(100, LogLevel.Error, "the decider threw on a command of type {Command}; nothing was changed")]
    public partial void CommandFailed(string command, Exception error);

    [LoggerMessage(101, LogLevel.Warning, "the lease clock was {Seconds:F1} s late: every running attempt gets a full new lease")]
    public partial void LeaseClockLate(double seconds);

    [LoggerMessage(102, LogLevel.Error, "the sampler failed on sweep {Sweep}, trial {Trial}")]
    public partial void SamplerFailed(string sweep, int trial, Exception error);

    [LoggerMessage(103, LogLevel.Warning, "artefacts that nothing needs could not be deleted, which is tried again: {Why}")]
    public partial void ArtefactsNotSwept(string why);

    [LoggerMessage(106, LogLevel.Warning, "results by label could not be told to SQL, which is tried again: {Why}")]
    public partial void LabelsNotTold(string why);

    [LoggerMessage(104, LogLevel.Warning, "worker {Worker} ended with exit code {ExitCode} and is started again")]
    public partial void WorkerRestarted(int worker, int exitCode);

    /// <param name="endpoint">With its placeholders: what stands in their place may be a secret.</param>
    [LoggerMessage(105, LogLevel.Error, "{Method} {Endpoint} failed")]
    public partial void RequestFailed(string method, string endpoint, Exception error);

    [LoggerMessage(109, LogLevel.Information, "listening on {Address}; ledger {Ledger}; others reach this coordinator at {Advertised}")]
    public partial void Listens(string address, string ledger, string advertised);

    [LoggerMessage(108, LogLevel.Warning, "artefacts can be neither stored nor read for now, and everything else goes on: {Why}")]
    public partial void ArtefactsAway(string why);

    [LoggerMessage(110, LogLevel.Information, "following the ledger as {Holder}: {Position} events folded in {Seconds:F2} s")]
    public partial void Follows(string holder, long position, double seconds);

    [LoggerMessage(111, LogLevel.Information, "leads from position {Position} on, in epoch {Epoch}, {Seconds:F3} s after it saw that nobody does; before: {Previous}")]
    public partial void Leads(long position, long epoch, double seconds, string previous);

    [LoggerMessage(112, LogLevel.Information, "gave leadership up")]
    public partial void GaveUp();

    [LoggerMessage(113, LogLevel.Warning, "lost leadership: {Why}")]
    public partial void LostLeadership(string why);

    [LoggerMessage(114, LogLevel.Warning, "stands again in {Seconds:F2} s, and as often as it takes: {Why}")]
    private partial void StandsAgainAfter(double seconds, string why);

    [LoggerMessage(115, LogLevel.Error, "the ledger ends at position {Position}, and {Folded} were folded: it was set back, and is folded again")]
    public partial void LedgerSetBack(long position, long folded);

    [LoggerMessage(116, LogLevel.Error, "work beside the reign failed")]
    public partial void WorkFailed(Exception error);

    [LoggerMessage(117, LogLevel.Warning, "another coordinator leads and says that it is reached at this one's own address, {Address}: give each its own --advertise, unless this one was just started again")]
    private partial void LeaderHasAddress(string address);

    [LoggerMessage(118, LogLevel.Warning, "requests cannot be handed on to the leader at {Leader}: {Why}")]
    private partial void NotHandedOn(string leader, string why);

    /// <summary>What would be said ten times a second is said when it changes.</summary>
    public void LeaderAtOwnAddress(string address)
    {
        if (Changes(117, address)) LeaderHasAddress(address);
    }

    public void HandOnFailed(string leader, string why)
    {
        if (Changes(118, $"{leader} {why}")) NotHandedOn(leader, why);
    }

    public void StandsAgain(double seconds, string why)
    {
        if (Changes(114, why)) StandsAgainAfter(seconds, why);
    }

    /// <summary>Whether something else was said the last time, or nothing.</summary>
    private bool Changes(int line, string text)
    {
        lock (latest)
        {
            if (latest.TryGetValue(line, out var before) && before == text) return false;
            latest[line] = text;
            return true;
        }
    }

    [LoggerMessage(120, LogLevel.Warning, "token {Token} may not {Method} {Endpoint}")]
    public partial void NotAllowed(string token, string method, string endpoint);

    [LoggerMessage(121, LogLevel.Warning, "{Count} requests came without a right token, the latest from {Address}")]
    public partial void NotAuthenticated(long count, string address);

    [LoggerMessage(122, LogLevel.Warning, "the certificate {File} changed and cannot be used, so that the one before is kept: {Why}")]
    public partial void CertificateNotRead(string file, string why);

    /// <summary>Said once: nothing else depends on it.</summary>
    [LoggerMessage(130, LogLevel.Warning, "metrics and traces are not sent, and everything else goes on: {Why}")]
    public partial void TelemetryNotSent(string why);

    [LoggerMessage(123, LogLevel.Information, "the certificate's SHA-256 fingerprint is {Fingerprint}")]
    public partial void CertificateRead(string fingerprint);
}
