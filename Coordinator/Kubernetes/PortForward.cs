using System.Diagnostics;
using System.Globalization;
using Coordinator.Local;

namespace Coordinator.Kubernetes;

/// <summary>
/// <c>kubectl port-forward</c> to the Service of the coordinators, on a random port of loopback. It leads to one pod: when that one is gone, another
/// kubectl takes its place on the same port, for as long as this lives.
/// </summary>
internal sealed class PortForward : IAsyncDisposable
{
    private const string Service = "service/sweeps", Announcement = "Forwarding from ";

    private const int Port = 7460;

    /// <summary>
    /// Ends kubectl when its standard input ends, however we end ourselves. In the background it is spared a terminal's Ctrl-C, so that a verb can say its last words.
    /// </summary>
    private const string Keeper = """
        exec 3<&0
        "$@" </dev/null 3<&- & kubectl=$!
        { read -r _ <&3; kill "$kubectl"; } >/dev/null 2>&1 &
        wait "$kubectl"
        """;

    private static readonly TimeSpan Opening = TimeSpan.FromSeconds(30), Pause = TimeSpan.FromMilliseconds(500);

    private readonly Kubectl kubectl;
    private readonly CancellationTokenSource closing = new();
    private Task keeping = Task.CompletedTask;

    private PortForward(Kubectl kubectl) => this.kubectl = kubectl;

    /// <summary>On loopback.</summary>
    public int LocalPort { get; private set; }

    /// <exception cref="SetUpException">kubectl cannot open it; its own words are in the message.</exception>
    public static async Task<PortForward> Open(Kubectl kubectl, CancellationToken cancellation)
    {
        var forward = new PortForward(kubectl);
        var process = forward.Begin(0);
        try
        {
            using var until = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            until.CancelAfter(Opening);
            forward.LocalPort = await Announced(process, until.Token)
                ?? throw new SetUpException(await forward.Failure(process, cancellation));
        }
        catch (Exception error)
        {
            await End(process);
            if (error is OperationCanceledException && !cancellation.IsCancellationRequested)
                throw new SetUpException($"'{kubectl.Typed("port-forward", Service)}' opened nothing within {Opening.TotalSeconds:F0} s");
            throw;
        }
        forward.keeping = forward.Keep(process);
        return forward;
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await keeping;
        closing.Dispose();
    }

    private Process Begin(int localPort) => Kubectl.Start(new ProcessStartInfo("sh",
        ["-c", Keeper, "sh", .. kubectl.Words("port-forward", "--address", "127.0.0.1", "--pod-running-timeout", "15s", Service, localPort == 0 ? $":{Port}" : $"{localPort}:{Port}")]));

    private async Task Keep(Process first)
    {
        var process = first;
        while (true)
        {
            try
            {
                // It complains of a pod that is gone or refuses, and some versions then sit there; the next one picks a pod that is ready.
                while (await process.StandardError.ReadLineAsync(closing.Token) is { } line)
                    if (line.Contains("error", StringComparison.OrdinalIgnoreCase) || line.Contains("lost connection", StringComparison.OrdinalIgnoreCase)) break;
                await End(process);
                await Task.Delay(Pause, closing.Token);
                process = Begin(LocalPort);
                await Announced(process, closing.Token);
            }
            catch (OperationCanceledException)
            {
                await End(process);
                return;
            }
        }
    }

    /// <summary>The local port that it announces; null: it has ended instead.</summary>
    private static async Task<int?> Announced(Process process, CancellationToken cancellation)
    {
        while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (!line.StartsWith(Announcement, StringComparison.Ordinal)) continue;
            // Forwarding from 127.0.0.1:40123 -> 7460
            var address = line[Announcement.Length..].Split(' ')[0];
            if (int.TryParse(address[(address.LastIndexOf(':') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            {
                // "Handling connection for ..." would fill the pipe.
                _ = Drain(process.StandardOutput);
                return port;
            }
        }
        return null;
    }

    private static async Task Drain(StreamReader output)
    {
        var piece = new char[1024];
        try
        {
            while (await output.ReadAsync(piece) > 0)
            {
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // It has ended, and so has whoever would have cared.
        }
    }

    private async Task<string> Failure(Process process, CancellationToken cancellation)
    {
        var said = await process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode == 127) return "there is no kubectl on the PATH: install it, or name a coordinator with --server";
        var answer = new KubectlAnswer(false, "", said);
        return $"the coordinators in {kubectl.Place} cannot be reached: kubectl says '{answer.Reason}'. Check with '{kubectl.Typed("get", Service, "pods")}'; 'sweeps doctor' looks further";
    }

    private static async Task End(Process process)
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }
}
