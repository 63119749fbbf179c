using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Coordinator.Http;
using Coordinator.Local;
using Tests.Agent;

namespace Tests.Http;

/// <summary>Tokens travel encrypted, or are said to travel in the clear.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task A_certificate_of_its_own_is_made_once_privately_and_for_the_names_it_is_reached_by()
    {
        using var folder = new TemporaryFolder();
        var log = new CollectedLog();
        var first = await Served(folder.Path, log);
        var again = await Served(folder.Path, log);

        Assert.Equal(first.RawData, again.RawData);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.Path, "key.pem")));
        var names = first.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Contains("sweeps.example", names.EnumerateDnsNames());
        Assert.Contains("localhost", names.EnumerateDnsNames());
        Assert.Contains(IPAddress.Loopback, names.EnumerateIPAddresses());
        Assert.Contains($"the certificate's SHA-256 fingerprint is {Convert.ToHexStringLower(SHA256.HashData(first.RawData))}", log.Lines);
    }

    [Fact]
    public async Task A_renewed_certificate_is_used_without_a_restart_and_a_broken_one_is_not()
    {
        using var folder = new TemporaryFolder();
        var log = new CollectedLog();
        using var first = Write(folder.Path, "first");
        await using var live = await LiveServer.Start(0, Options(new TlsSource.Files(Path.Combine(folder.Path, "certificate.pem"), Path.Combine(folder.Path, "key.pem"))), log);
        Assert.Equal("CN=first", (await Shown(live)).Subject);

        using var second = Write(folder.Path, "second");
        Assert.Equal("CN=second", (await Shown(live)).Subject);

        await File.WriteAllTextAsync(Path.Combine(folder.Path, "key.pem"), "nonsense");
        Assert.Equal("CN=second", (await Shown(live)).Subject);
        Assert.Single(log.Lines, line => line.Contains("changed and cannot be used, so that the one before is kept", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_TLS_an_address_that_others_reach_is_refused_unless_that_is_meant()
    {
        var open = new ServerOptions(new IPEndPoint(IPAddress.Any, 7000), [], null);

        Assert.Equal(
            "tokens would travel in the clear to 0.0.0.0:7000: give --tls-certificate FILE and --tls-key FILE, or --tls-self-signed DIR; or --insecure-http where something in front of this coordinator speaks TLS",
            Assert.Throws<RefusedException>(open.Check).Message);
        (open with { InsecureHttp = true }).Check();
        ServerOptions.Loopback().Check();
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_read_is_said_before_anything_is_served()
    {
        using var folder = new TemporaryFolder();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => LiveServer.Start(0, Options(new TlsSource.Files(Path.Combine(folder.Path, "no.pem"), Path.Combine(folder.Path, "no.key")))));

        Assert.StartsWith($"the certificate {folder.Path}/no.pem with the key {folder.Path}/no.key cannot be used: ", refused.Message);
    }

    private static ServerOptions Options(TlsSource tls) => ServerOptions.Loopback() with { Tls = tls };

    private static async Task<X509Certificate2> Served(string directory, CollectedLog log)
    {
        await using var live = await LiveServer.Start(0, Options(new TlsSource.SelfSigned(directory, ["sweeps.example", "10.0.0.7"])), log);
        return await Shown(live);
    }

    /// <summary>What a new connection is shown.</summary>
    private static async Task<X509Certificate2> Shown(LiveServer live)
    {
        X509Certificate2? shown = null;
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => (shown = new X509Certificate2(certificate!)) is not null };
        using var client = new HttpClient(handler) { BaseAddress = live.Server.Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", LiveServer.Everything) } };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/status")).StatusCode);
        return shown!;
    }

    private static X509Certificate2 Write(string folder, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(folder, "certificate.pem"), certificate.ExportCertificatePem());
        return certificate;
    }
}
