using System.Diagnostics;
using Tests.Agent;

namespace Tests.Dashboards;

/// <summary>Debian's Alertmanager on loopback, by itself, below the launcher that ends it if the test's own process ends.</summary>
internal sealed class AlertmanagerServer : IAsyncDisposable
{
    private readonly Process launcher;

    private AlertmanagerServer(Process launcher, string address) => (this.launcher, Address) = (launcher, address);

    /// <summary>HOST:PORT.</summary>
    public string Address { get; }

    /// <param name="folder">With its configuration, and for its data.</param>
    public static AlertmanagerServer Start(string folder)
    {
        var address = $"127.0.0.1:{PrometheusServer.FreePort()}";
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "sweeps-launch"),
            [
                "--", "prometheus-alertmanager", $"--config.file={folder}/alertmanager.yml", $"--storage.path={folder}/alertmanager",
                $"--web.listen-address={address}", "--cluster.listen-address=", "--log.level=error",
            ])
        {
            RedirectStandardInput = true,
        };
        return new AlertmanagerServer(Process.Start(start)!, address);
    }

    public async ValueTask DisposeAsync()
    {
        launcher.StandardInput.Close();
        await launcher.WaitForExitAsync();
        launcher.Dispose();
    }
}
