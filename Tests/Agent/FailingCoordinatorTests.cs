using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shared.Protocol;
using Shared.Trials;

namespace Tests.Agent;

/// <summary>A coordinator that answers, and fails at one request; or whose certificate is another's.</summary>
public sealed class FailingCoordinatorTests : IDisposable
{
    private const string SixTimes = "the coordinator refused with 500: 6 times in a row: the coordinator answered 500: Internal Server Error";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Result_that_the_coordinator_fails_at_again_and_again_is_lost_and_the_worker_goes_on()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.FailsAtResults = true;
        var grant = coordinator.Offer(0);
        var log = new LinesLog();
        await using var agent = AgentRun.Start(AgentRun.Options(coordinator, folder, ScriptTrainer.Healthy), coordinator, log);

        var (attempt, outcome) = await Soon.Comes(coordinator.Outcomes, "an outcome");
        coordinator.FailsAtResults = false;
        coordinator.Offer(1);
        var (_, next) = await Soon.Comes(coordinator.Outcomes, "the next outcome");

        Assert.Equal(grant.Token, attempt);
        Assert.Equal(new AttemptResult.Failed(FailureKind.Lost, SixTimes), outcome.Result);
        Assert.Equal($"slot 0: sweep/0 is given up as lost: {SixTimes}", await log.Comes("given up"));
        Assert.IsType<AttemptResult.Completed>(next.Result);
    }

    [Fact]
    public async Task Measurements_that_the_coordinator_fails_at_again_and_again_end_the_trial_as_lost()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.FailsAtMeasurements = true;
        coordinator.Offer(0);
        await using var agent = AgentRun.Start(coordinator, folder, ScriptTrainer.Hanging);

        var (_, outcome) = await Soon.Comes(coordinator.Outcomes, "an outcome");

        Assert.Equal(new AttemptResult.Failed(FailureKind.Lost, SixTimes), outcome.Result);
        Assert.Empty(outcome.Measurements);
    }

    [Fact]
    public async Task Coordinator_is_trusted_by_the_authority_that_is_given()
    {
        using var certificate = SelfSigned();
        await using var coordinator = await ScriptedCoordinator.StartAsync(certificate: certificate);
        File.WriteAllText(folder.File("ca.pem"), certificate.ExportCertificatePem());
        await using var worker = WorkerProcess.Start(coordinator, folder, ScriptTrainer.Healthy, "--ca", folder.File("ca.pem"));

        await Soon.Comes(coordinator.Joins, "the worker's coming");
    }

    [Fact]
    public async Task Certificate_that_another_signed_is_said_once_and_tried_again()
    {
        using var certificate = SelfSigned();
        using var another = SelfSigned();
        var log = new LinesLog();
        int port;
        await using (var impostor = await ScriptedCoordinator.StartAsync(certificate: another)) port = impostor.Address.Port;
        var options = AgentRun.Options(new Uri($"https://127.0.0.1:{port}/"), folder, ScriptTrainer.Healthy) with { Roots = [certificate], HandBack = TimeSpan.FromSeconds(1) };
        AgentRun agent;
        await using (var impostor = await ScriptedCoordinator.StartAsync(port, certificate: another))
        {
            agent = AgentRun.Start(options, log: log);
            Assert.Matches(
                "^the coordinator at https://127.0.0.1:[0-9]+/ cannot be reached, trying on: its certificate is not accepted: .+ \\(--ca names a file with the certificate to trust\\)$",
                await Soon.Comes(log.Lines, "a line of the log"));
            Assert.Empty(impostor.Requests);
        }
        await using var coordinator = await ScriptedCoordinator.StartAsync(port, certificate: certificate);
        await using (agent) Assert.EndsWith("answers again", await Soon.Comes(log.Lines, "the next line of the log"), StringComparison.Ordinal);
        Assert.Single(coordinator.Requests, "POST /v1/workers");
    }

    [Fact]
    public async Task File_without_certificates_is_refused()
    {
        using var certificate = SelfSigned();
        await using var coordinator = await ScriptedCoordinator.StartAsync(certificate: certificate);
        File.WriteAllText(folder.File("ca.pem"), "no certificate\n");
        await using var worker = WorkerProcess.Start(coordinator, folder, ScriptTrainer.Healthy, "--ca", folder.File("ca.pem"));

        var (code, log) = await worker.EndAsync();

        Assert.Equal(1, code);
        Assert.Equal($"sweeps-worker: --ca '{folder.File("ca.pem")}' holds no certificate (PEM)\n", log);
    }

    [Fact]
    public async Task An_authority_without_an_https_coordinator_is_refused()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        await using var worker = WorkerProcess.Start(coordinator, folder, ScriptTrainer.Healthy, "--ca", "ca.pem");

        Assert.Equal((1, "sweeps-worker: --ca is for https coordinators, and --coordinator names none\n"), await worker.EndAsync());
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=sweeps tests", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(150));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
