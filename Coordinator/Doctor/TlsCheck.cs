using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Coordinator.Client;

namespace Coordinator.Doctor;

/// <summary>Until when a server's certificate holds, and for which names.</summary>
internal sealed class TlsCheck(Uri server, TrustedAuthority? authority, TimeProvider time) : ICheck
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public string Name => "certificate";

    public async Task<Finding> Look(CancellationToken cancellation)
    {
        using var trusted = new CertificateCheck(authority);
        var (seen, errors, reasons) = ((X509Certificate2?)null, SslPolicyErrors.None, "");
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Host, server.Port, cancellation);
        await using var tls = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, shown, chain, found) =>
        {
            seen = shown is null ? null : X509CertificateLoader.LoadCertificate(shown.GetRawCertData());
            (errors, reasons) = (found, string.Join(", ", chain?.ChainStatus.Select(status => status.StatusInformation.Trim()) ?? []));
            // Nothing is sent over this connection.
            return true;
        });
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = server.Host, CertificateChainPolicy = trusted.Options.CertificateChainPolicy }, cancellation);
        }
        catch (AuthenticationException error)
        {
            return new Finding(Name, Verdict.Wrong, $"{server} does not speak TLS: {error.Message}", "write http:// if it speaks plain HTTP");
        }
        using var certificate = seen;
        if (certificate is null) return new Finding(Name, Verdict.Wrong, $"{server} shows none");
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => address.ToString()))).ToList();
        var said = string.Create(CultureInfo.InvariantCulture, $"that of {server} holds until {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC, for {string.Join(", ", names)}");
        var left = certificate.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime;
        if (left < TimeSpan.Zero) return new Finding(Name, Verdict.Wrong, $"{said}: it has run out", "renew it; coordinators read renewed files without a restart");
        if (!certificate.MatchesHostname(server.Host)) return new Finding(Name, Verdict.Wrong, $"{said}, and not for {server.Host}", "ask for it by one of these names, or make one with that name");
        if (errors != SslPolicyErrors.None) return new Finding(Name, Verdict.Wrong, $"{said}, and is not trusted: {reasons}", "name its authority's certificate with --ca FILE or in SWEEPS_CA");
        return left < Soon
            ? new Finding(Name, Verdict.Warning, $"{said}: {left.Days} days from now", "renew it; coordinators read renewed files without a restart")
            : new Finding(Name, Verdict.Good, said);
    }
}
