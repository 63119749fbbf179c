using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Benchmarks.Dispatch;

/// <summary>
/// One keep-alive connection that posts JSON: just enough of HTTP/1.1 for a coordinator's answers, so that what is
/// measured is the coordinator and not its client, which shares its two cores.
/// </summary>
internal sealed class LoadConnection : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly string head;
    private readonly MemoryStream request = new();
    private byte[] buffer = new byte[16 << 10];
    private int filled;

    public LoadConnection(Uri server, string token)
    {
        socket.Connect(IPAddress.Loopback, server.Port);
        head = $" HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: ";
    }

    /// <summary>The status, and the body where there is one; valid until the next request.</summary>
    public async ValueTask<(int Status, ReadOnlyMemory<byte> Body)> Post(string path, ReadOnlyMemory<byte> body, CancellationToken cancellation = default)
    {
        request.SetLength(0);
        request.Write(Encoding.ASCII.GetBytes($"POST {path}{head}{body.Length.ToString(CultureInfo.InvariantCulture)}\r\n\r\n"));
        request.Write(body.Span);
        await socket.SendAsync(request.GetBuffer().AsMemory(0, (int)request.Length), cancellation);
        return await Receive(cancellation);
    }

    public void Dispose() => socket.Dispose();

    private async ValueTask<(int, ReadOnlyMemory<byte>)> Receive(CancellationToken cancellation)
    {
        filled = 0;
        int end;
        while ((end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0) await Fill(cancellation);
        var start = end + 4;
        var header = Encoding.ASCII.GetString(buffer, 0, end);
        var status = int.Parse(header.AsSpan(9, 3), CultureInfo.InvariantCulture);
        if (Value(header, "Content-Length") is { } length)
        {
            var total = start + int.Parse(length, CultureInfo.InvariantCulture);
            while (filled < total) await Fill(cancellation);
            return (status, buffer.AsMemory(start, total - start));
        }
        if (Value(header, "Transfer-Encoding") is null) return (status, default);
        var text = new MemoryStream();
        while (true)
        {
            int line;
            while ((line = buffer.AsSpan(start, filled - start).IndexOf("\r\n"u8)) < 0) await Fill(cancellation);
            var size = int.Parse(Encoding.ASCII.GetString(buffer, start, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            start += line + 2;
            while (filled < start + size + 2) await Fill(cancellation);
            if (size == 0) return (status, text.ToArray());
            text.Write(buffer, start, size);
            start += size + 2;
        }
    }

    private async ValueTask Fill(CancellationToken cancellation)
    {
        if (filled == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        var count = await socket.ReceiveAsync(buffer.AsMemory(filled), cancellation);
        if (count == 0) throw new IOException("the coordinator closed the connection");
        filled += count;
    }

    private static string? Value(string header, string name)
    {
        var at = header.IndexOf($"\r\n{name}:", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        var rest = header[(at + name.Length + 3)..];
        var line = rest.IndexOf("\r\n", StringComparison.Ordinal);
        return (line < 0 ? rest : rest[..line]).Trim();
    }
}
