using System.Net;
using Coordinator.Local;

namespace Coordinator.Http;

/// <summary>Where the coordinator listens, and for whom.</summary>
/// <param name="Listen">Address and port; port 0: a free one.</param>
/// <param name="Hosts">Names, without a port, that requests may be for; empty: any. A run on one machine answers for the very address that is listened on.</param>
/// <param name="Tls">null: plain HTTP.</param>
/// <param name="InsecureHttp">Plain HTTP is meant, also where others listen in.</param>
/// <param name="MostConnections">Further ones are closed at once. Each worker has two: one on which it waits for a trial, and one for everything else.</param>
internal sealed record ServerOptions(IPEndPoint Listen, IReadOnlyList<string> Hosts, TlsSource? Tls, bool InsecureHttp = false, int MostConnections = 65_536)
{
    /// <summary>How long the headers of a request may take.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a body may be slower than <see cref="LeastBytesPerSecond"/>, at its beginning.</summary>
    public TimeSpan BodyGrace { get; init; } = TimeSpan.FromSeconds(5);

    public double LeastBytesPerSecond { get; init; } = 240;

    /// <summary>A watcher of events whose connection takes nothing for this long is sent away.</summary>
    public TimeSpan WatcherPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>/metrics needs no token: sweeps' names and figures are no secret in this network.</summary>
    public bool MetricsOpen { get; init; }

    /// <summary>For a run on one machine: a free port of the loopback address, where nobody else listens in.</summary>
    public static ServerOptions Loopback() => new(new IPEndPoint(IPAddress.Loopback, 0), [], null);

    /// <summary>Whether only processes of this machine reach the address.</summary>
    public bool IsLocal => IPAddress.IsLoopback(Listen.Address);

    public string Scheme => Tls is null ? "http" : "https";

    /// <exception cref="RefusedException">Tokens would be sent in the clear.</exception>
    public void Check()
    {
        if (Tls is null && !IsLocal && !InsecureHttp)
            throw new RefusedException(
                $"tokens would travel in the clear to {Listen}: give --tls-certificate FILE and --tls-key FILE, or --tls-self-signed DIR; or --insecure-http where something in front of this coordinator speaks TLS");
    }
}

/// <summary>Where the server's certificate comes from.</summary>
internal abstract record TlsSource
{
    private TlsSource() { }

    /// <summary>PEM files; read again when they change, so that a renewed certificate needs no restart.</summary>
    public sealed record Files(string Certificate, string Key) : TlsSource;

    /// <summary>Made once in a directory, for these names besides this machine's own.</summary>
    public sealed record SelfSigned(string Directory, IReadOnlyList<string> Names) : TlsSource;
}
