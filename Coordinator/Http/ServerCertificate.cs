using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Coordinator.Local;
using Coordinator.Running;

namespace Coordinator.Http;

/// <summary>The server's certificate, read again when its files change: connections that begin afterwards get the new one.</summary>
internal sealed class ServerCertificate
{
    /// <summary>One that nobody else vouches for is known by its fingerprint, which a renewal would change.</summary>
    private static readonly TimeSpan SelfSignedLife = TimeSpan.FromDays(3650);

    private readonly TlsSource.Files files;
    private readonly ReignLog log;
    private readonly Lock sync = new();
    private (SslStreamCertificateContext Context, (DateTime, DateTime) WrittenAt) current;
    private (DateTime, DateTime) refused;

    private ServerCertificate(TlsSource.Files files, ReignLog log)
    {
        (this.files, this.log) = (files, log);
        current = (Read(files), WrittenAt());
        log.CertificateRead(Fingerprint);
    }

    /// <summary>SHA-256 of the certificate, in hexadecimal: what <c>openssl x509 -fingerprint -sha256</c> prints, without the colons.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Current().TargetCertificate.RawData));

    /// <exception cref="RefusedException">It cannot be read, or not be made.</exception>
    public static ServerCertificate Open(TlsSource source, ReignLog log, TimeProvider time) => new(
        source switch
        {
            TlsSource.Files given => given,
            TlsSource.SelfSigned own => Make(own, time),
            _ => throw new InvalidOperationException($"no rule for certificates from {source.GetType().Name}"),
        },
        log);

    public SslServerAuthenticationOptions Handshake() => new()
    {
        ServerCertificateContext = Current(),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
    };

    /// <summary>Whether another coordinator is trusted: by what the machine trusts, or since it shows this very certificate, as replicas that share one do.</summary>
    public bool Trusts(X509Certificate? shown, SslPolicyErrors problems) =>
        problems == SslPolicyErrors.None || (shown is not null && CryptographicOperations.FixedTimeEquals(shown.GetRawCertData(), Current().TargetCertificate.RawData));

    private SslStreamCertificateContext Current()
    {
        lock (sync)
        {
            var written = WrittenAt();
            if (written == current.WrittenAt || written == refused) return current.Context;
            try
            {
                current = (Read(files), written);
                log.CertificateRead(Convert.ToHexStringLower(SHA256.HashData(current.Context.TargetCertificate.RawData)));
            }
            catch (RefusedException error)
            {
                // Perhaps only half of the two is written yet; when the other changes, it is tried again.
                refused = written;
                log.CertificateNotRead(files.Certificate, error.Message);
            }
            return current.Context;
        }
    }

    private (DateTime, DateTime) WrittenAt() => (File.GetLastWriteTimeUtc(files.Certificate), File.GetLastWriteTimeUtc(files.Key));

    private static SslStreamCertificateContext Read(TlsSource.Files files)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(files.Certificate);
            var certificate = X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
            return SslStreamCertificateContext.Create(certificate, chain, offline: true);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RefusedException($"the certificate {files.Certificate} with the key {files.Key} cannot be used: {error.Message}");
        }
    }

    private static TlsSource.Files Make(TlsSource.SelfSigned source, TimeProvider time)
    {
        var files = new TlsSource.Files(Path.Combine(source.Directory, "certificate.pem"), Path.Combine(source.Directory, "key.pem"));
        if (File.Exists(files.Certificate) && File.Exists(files.Key)) return files;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=sweeps", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(Names(source.Names));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "server authentication")], false));
        var now = time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now + SelfSignedLife);
        try
        {
            Directory.CreateDirectory(source.Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            // The certificate last: a pair that a crash left half made is made again.
            WritePrivately(files.Key, key.ExportPkcs8PrivateKeyPem());
            WritePrivately(files.Certificate, certificate.ExportCertificatePem());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"no certificate can be made in {source.Directory}: {error.Message}");
        }
        return files;
    }

    private static X509Extension Names(IReadOnlyList<string> given)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in given.Append(Environment.MachineName).Append("localhost").Append("127.0.0.1").Append("::1").Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (IPAddress.TryParse(name, out var address)) names.AddIpAddress(address);
            else names.AddDnsName(name);
        }
        return names.Build();
    }

    private static void WritePrivately(string path, string text)
    {
        File.Delete(path);
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write(System.Text.Encoding.ASCII.GetBytes(text));
        file.Flush(flushToDisk: true);
    }
}
