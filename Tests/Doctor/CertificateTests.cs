using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Coordinator.Http;
using Tests.Agent;
using Tests.Cli;
using Tests.Http;

namespace Tests.Doctor;

/// <summary>A certificate is judged by its time, its names and who vouches for it.</summary>
public sealed class CertificateTests
{
    [Theory]
    [InlineData(90, "localhost", true, "good", "for localhost")]
    [InlineData(5, "localhost", true, "warning", "5 days from now")]
    [InlineData(-1, "localhost", true, "wrong", "it has run out")]
    [InlineData(90, "elsewhere", true, "wrong", "and not for localhost")]
    [InlineData(90, "localhost", false, "wrong", "and is not trusted")]
    public async Task It_is_told_how_long_it_holds_and_for_whom(int days, string name, bool isTrusted, string verdict, string said)
    {
        using var folder = new TemporaryFolder();
        Write(folder, name, TimeProvider.System.GetUtcNow().AddDays(days).AddHours(1));
        var tls = new TlsSource.Files(folder.File("certificate.pem"), folder.File("key.pem"));
        await using var live = await LiveServer.Start(0, ServerOptions.Loopback() with { Tls = tls });
        using var terminal = new Terminal($"https://localhost:{live.Server.Address.Port}", LiveServer.Everything);
        if (isTrusted) terminal.Environment["SWEEPS_CA"] = folder.File("certificate.pem");

        var ended = await terminal.Sweeps("doctor", "--device", "none", "--json", "--patience", "1s");

        var finding = ended.Json.GetProperty("findings")[0];
        Assert.Equal(("certificate", verdict), (finding.GetProperty("check").GetString(), finding.GetProperty("verdict").GetString()));
        Assert.Contains(said, finding.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(verdict == "wrong" ? 1 : 0, ended.Code);
    }

    private static void Write(TemporaryFolder folder, string name, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Parse("192.0.2.1"));
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(until.AddDays(-100), until);
        File.WriteAllText(folder.File("certificate.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(folder.File("key.pem"), key.ExportPkcs8PrivateKeyPem());
    }
}
