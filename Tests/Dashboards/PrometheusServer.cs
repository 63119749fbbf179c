using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Tests.Dashboards;

/// <summary>Debian's Prometheus on loopback, below the launcher that ends it if the test's own process ends.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly Process launcher;
    private readonly HttpClient client;

    private PrometheusServer(Process launcher, int port) => (this.launcher, client) = (launcher, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") });

    /// <param name="folder">With its configuration, and for its data.</param>
    /// <param name="further">Options besides.</param>
    public static PrometheusServer Start(string folder, params IReadOnlyList<string> further)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "sweeps-launch"),
            ["--", "prometheus", $"--config.file={folder}/prometheus.yml", $"--storage.tsdb.path={folder}/data", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error", .. further])
        {
            RedirectStandardInput = true,
        };
        return new PrometheusServer(Process.Start(start)!, port);
    }

    /// <summary>What a query gives now, or nothing while it does not answer.</summary>
    /// <exception cref="InvalidOperationException">It refuses the query.</exception>
    public async Task<IReadOnlyList<JsonElement>> Ask(string query)
    {
        try
        {
            using var reply = await client.GetAsync($"/api/v1/query?query={Uri.EscapeDataString(query)}");
            if (reply.StatusCode == HttpStatusCode.ServiceUnavailable) return [];
            var said = JsonElement.Parse(await reply.Content.ReadAsStringAsync());
            if (said.GetProperty("status").GetString() != "success") throw new InvalidOperationException($"{query}: {said.GetProperty("error")}");
            return [.. said.GetProperty("data").GetProperty("result").EnumerateArray()];
        }
        catch (HttpRequestException)
        {
            return [];
        }
    }

    /// <summary>Runs promtool.</summary>
    /// <returns>Its exit code and all that it said.</returns>
    public static async Task<(int Code, string Said)> Promtool(string? input, params IReadOnlyList<string> arguments)
    {
        using var tool = Process.Start(new ProcessStartInfo("promtool", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = Task.WhenAll(tool.StandardOutput.ReadToEndAsync(), tool.StandardError.ReadToEndAsync());
        await tool.StandardInput.WriteAsync(input);
        tool.StandardInput.Close();
        await tool.WaitForExitAsync();
        return (tool.ExitCode, string.Concat(await said));
    }

    public async ValueTask DisposeAsync()
    {
        launcher.StandardInput.Close();
        await launcher.WaitForExitAsync();
        launcher.Dispose();
        client.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
