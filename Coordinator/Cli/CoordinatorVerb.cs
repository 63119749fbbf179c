using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using Coordinator.Artefacts;
using Coordinator.Deciding.Access;
using Coordinator.Hosting;
using Coordinator.Http;
using Coordinator.Ledger;
using Coordinator.Local;
using Coordinator.Running;
using Microsoft.Extensions.Logging;
using Shared.Logging;

namespace Coordinator.Cli;

/// <summary><c>sweeps coordinator</c>: one of any number of coordinators over one PostgreSQL; runs until it is told to end.</summary>
internal static class CoordinatorVerb
{
    public static Command Command()
    {
        var ledger = new Option<string>("--ledger")
        {
            Description = "The database that holds everything: postgres://USER[:PASSWORD]@HOST[:PORT]/DATABASE[?sslmode=MODE]; any number of coordinators may share it",
            HelpName = "URL",
            Required = true,
        };
        var passwordFile = new Option<string?>("--ledger-password-file") { Description = "A file with the database's password (else: the address, PGPASSWORD, ~/.pgpass)", HelpName = "FILE" };
        var listen = new Option<string>("--listen") { Description = "Where to listen", HelpName = "ADDRESS:PORT", DefaultValueFactory = _ => "127.0.0.1:7460" };
        var advertise = new Option<string?>("--advertise") { Description = "Where other coordinators reach this one (default: where it listens)", HelpName = "URL" };
        var hosts = new Option<string[]>("--host") { Description = "A name that requests may be for; several may be given (default: any, but on loopback that address and localhost alone)", HelpName = "NAME" };
        var insecure = new Option<bool>("--insecure-http") { Description = "Plain HTTP is meant, also where others listen in: something in front of this coordinator speaks TLS" };
        var admin = new Option<string>("--admin-token-file") { Description = "The first admin's token; made with a random one where there is none", HelpName = "FILE", Required = true };
        var worker = new Option<string?>("--worker-token-file") { Description = "A token for workers; made with a random one where there is none", HelpName = "FILE" };
        var artefacts = new Option<string>("--artefacts")
        {
            Description = $"Where data sets, models and checkpoints are: '{ArtefactStores.WithLedger}' for the ledger's database, a directory that all coordinators share, or {S3Address.Form}",
            HelpName = "PLACE",
            DefaultValueFactory = _ => ArtefactStores.WithLedger,
        };
        var metrics = new Option<bool>("--metrics-open") { Description = "GET /metrics needs no token (else: a viewer's)" };
        var limit = Mebibytes("--artefact-limit", "The most MiB of one artefact", ArtefactLimits.Default.MostBytes >> 20);
        var quota = Mebibytes("--artefact-quota", "The most MiB of all artefacts together (default: as much as there is room for)", null);
        var lease = new Option<double>("--lease-seconds")
        {
            Description = "After how long without a sign of life another coordinator takes over: longer than pauses of a busy machine (one that is killed is noticed at once)",
            HelpName = "S",
            DefaultValueFactory = _ => 5,
        };
        lease.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 1 and <= 300)) result.AddError("--lease-seconds must be 1 to 300");
        });
        var workerLease = new Option<double>("--worker-lease-seconds")
        {
            Description = "After how long without a sign of life from its worker a trial is given to another: longer than pauses of a busy machine or network",
            HelpName = "S",
            DefaultValueFactory = _ => 15,
        };
        workerLease.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 1 and <= 3600)) result.AddError("--worker-lease-seconds must be 1 to 3600");
        });
        var format = new Option<LogFormat>("--log-format") { Description = "The log on standard error: text for people, json for programs, or auto: text in a terminal and json elsewhere", HelpName = "auto|text|json" };
        var command = new Command("coordinator", "Run a coordinator for many machines")
        {
            ledger, passwordFile, listen, advertise, hosts, insecure, admin, worker, artefacts, limit, quota, metrics, lease, workerLease, format,
        };
        var tls = new TlsOptions();
        tls.AddTo(command);
        command.SetAction(async parsed =>
        {
            var tokens = new List<BootstrapToken> { Token(parsed.GetValue(admin)!, new Caller("admin-file", Role.Admin, IsWorker: parsed.GetValue(worker) is null)) };
            if (parsed.GetValue(worker) is { } file) tokens.Add(Token(file, Caller.Of("worker-file", Role.Worker)));
            var seconds = TimeSpan.FromSeconds(parsed.GetValue(lease));
            var listens = EndPoint(parsed.GetValue(listen)!);
            var reached = parsed.GetValue(advertise) is { } text ? Url(text) : null;
            var options = new CoordinatorOptions(
                Address(parsed.GetValue(ledger)!, parsed.GetValue(passwordFile)),
                new ServerOptions(listens, parsed.GetValue(hosts) ?? [], tls.Read(parsed, [.. Names(listens, reached)]), parsed.GetValue(insecure)) { MetricsOpen = parsed.GetValue(metrics) },
                reached,
                tokens,
                parsed.GetValue(artefacts)!,
                new ArtefactLimits(parsed.GetValue(limit)!.Value << 20, parsed.GetValue(quota) << 20),
                new LeadershipOptions { Lease = seconds, Renewal = seconds / 5, Margin = seconds / 5 },
                TimeSpan.FromSeconds(parsed.GetValue(workerLease)));

            using var stopping = new CancellationTokenSource();
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stopping));
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stopping));
            var log = new ReignLog(new LineLogger(Console.Error, parsed.GetValue(format), !Console.IsErrorRedirected, LogLevel.Information, TimeProvider.System));
            try
            {
                await CoordinatorHost.Run(options, log, new SteadyTime(TimeProvider.System), stopping.Token);
                return ExitCode.Done;
            }
            catch (FormatException error)
            {
                throw new RefusedException(error.Message);
            }
        });
        return command;
    }

    private static Option<long?> Mebibytes(string name, string description, long? usual)
    {
        var option = new Option<long?>(name) { Description = description, HelpName = "MIB", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long?>() is < 1 or > 1L << 40) result.AddError($"{name} must be at least 1");
        });
        return option;
    }

    private static BootstrapToken Token(string file, Caller caller)
    {
        TokenFile.MakeWhereMissing(file);
        return BootstrapToken.FromFile(caller, file);
    }

    internal static PostgresAddress Address(string text, string? passwordFile)
    {
        try
        {
            return PostgresAddress.Parse(text, passwordFile is null ? null : File.ReadAllText(passwordFile).TrimEnd('\r', '\n'));
        }
        catch (FormatException error)
        {
            throw new RefusedException(error.Message);
        }
    }

    private static IPEndPoint EndPoint(string text) =>
        IPEndPoint.TryParse(text, out var parsed) && text.Contains(':') ? parsed : throw new RefusedException($"--listen must be ADDRESS:PORT, such as 0.0.0.0:7460, but got '{text}'");

    private static Uri Url(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : throw new RefusedException($"--advertise must be an http or https URL, but got '{text}'");

    /// <summary>By which others reach this coordinator.</summary>
    private static IEnumerable<string> Names(IPEndPoint listens, Uri? reached)
    {
        if (reached is not null) yield return reached.IdnHost;
        if (!listens.Address.Equals(IPAddress.Any) && !listens.Address.Equals(IPAddress.IPv6Any)) yield return listens.Address.ToString();
    }

    private static void Stop(PosixSignalContext signal, CancellationTokenSource stopping)
    {
        signal.Cancel = true;
        stopping.Cancel();
    }
}
