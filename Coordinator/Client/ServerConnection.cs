using System.Collections.Immutable;
using Coordinator.Local;

namespace Coordinator.Client;

/// <summary>Where coordinators are, and how to speak with them.</summary>
/// <param name="Servers">Tried in turn; each ends with a slash.</param>
/// <param name="Authority">The certificates that are trusted instead of the machine's own; null: those.</param>
/// <param name="Patience">How long a request is tried again while no coordinator answers.</param>
internal sealed record ServerConnection(ImmutableArray<Uri> Servers, string Token, TrustedAuthority? Authority, TimeSpan Patience)
{
    /// <summary>What leads to the servers and is closed with the connection; null: they are reached as they are.</summary>
    public IAsyncDisposable? Way { get; init; }

    /// <summary>Reads <c>URL[,URL]</c>.</summary>
    /// <exception cref="RefusedException">One of them is no address of a coordinator.</exception>
    public static ImmutableArray<Uri> ParseServers(string text)
    {
        var servers = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return servers.Length == 0 ? throw Refused(text) : [.. servers.Select(Parse)];
    }

    private static Uri Parse(string text) =>
        Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var address) &&
        address is { Scheme: "http" or "https", Host.Length: > 0, UserInfo: "", Query: "", Fragment: "" }
            ? address
            : throw Refused(text);

    private static RefusedException Refused(string text) => new(
        $"a server is http://HOST:PORT or https://HOST:PORT, several with commas between, but got '{text}'");
}
