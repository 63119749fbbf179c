using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Coordinator.Local;

namespace Coordinator.Client;

/// <summary>Which certificates are trusted, and in words why one was not.</summary>
internal sealed class CertificateCheck : IDisposable
{
    private static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(3);

    private readonly X509Certificate2Collection authorities = [];
    private volatile string? trouble;

    /// <param name="authority">The certificates that are trusted instead of the machine's own; null: those.</param>
    /// <exception cref="RefusedException">It holds no certificate.</exception>
    public CertificateCheck(TrustedAuthority? authority)
    {
        if (authority is not null) Load(authority);
        Options = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = Judge,
            CertificateChainPolicy = authority is null ? null : Policy(),
        };
    }

    public SslClientAuthenticationOptions Options { get; }

    /// <summary>What was wrong with the certificate that was judged last; null: nothing, or none was shown.</summary>
    public string? Trouble => trouble;

    /// <summary>Whether a server that broke a plain connection speaks TLS.</summary>
    public static async Task<bool> SpeaksTls(Uri server, CancellationToken cancellation)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        until.CancelAfter(ProbeTime);
        var showsCertificate = false;
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(server.Host, server.Port, until.Token);
            await using var tls = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) =>
            {
                // That it shows one is all we want to know.
                showsCertificate = true;
                return false;
            });
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = server.Host }, until.Token);
        }
        catch (Exception error) when (error is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
        }
        return showsCertificate;
    }

    public void Dispose()
    {
        foreach (var certificate in authorities) certificate.Dispose();
    }

    private void Load(TrustedAuthority authority)
    {
        try
        {
            authorities.ImportFromPem(authority.Pem);
        }
        catch (CryptographicException error)
        {
            throw new RefusedException($"the certificates in {authority.Place} cannot be read: {error.Message}");
        }
        if (authorities.Count == 0) throw new RefusedException($"{authority.Place} holds no certificate: it must be PEM, with BEGIN CERTIFICATE");
    }

    private X509ChainPolicy Policy()
    {
        // A private authority publishes no revocations that anybody could ask for.
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        trouble = errors switch
        {
            SslPolicyErrors.None => null,
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) => "it shows no certificate",
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => $"its certificate is of another name ({certificate?.Subject})",
            _ => $"its certificate ({certificate?.Subject}) is not trusted: {string.Join(", ", chain?.ChainStatus.Select(status => status.StatusInformation.Trim()) ?? [])}",
        };
        return errors == SslPolicyErrors.None;
    }
}
