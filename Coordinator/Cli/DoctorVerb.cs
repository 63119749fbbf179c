using System.CommandLine;
using Coordinator.Artefacts;
using Coordinator.Client;
using Coordinator.Doctor;
using Coordinator.Kubernetes;
using Coordinator.Ledger;
using Coordinator.Local;
using Spectre.Console;

namespace Coordinator.Cli;

/// <summary><c>sweeps doctor</c>: looks at the cluster, the coordinators, the database and this machine, whichever are named, and says in words what is wrong.</summary>
internal static class DoctorVerb
{
    /// <summary>Whoever asks what is wrong does not want to wait until it passes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Command()
    {
        var (server, json) = (new ClientOptions(), CommonOptions.Json());
        var ledger = new Option<string?>("--ledger") { Description = "The database of the coordinators, as they are told of it: postgres://USER[:PASSWORD]@HOST[:PORT]/DATABASE", HelpName = "URL" };
        var passwordFile = new Option<string?>("--ledger-password-file") { Description = "A file with the database's password (else: the address, PGPASSWORD, ~/.pgpass)", HelpName = "FILE" };
        var artefacts = new Option<string?>("--artefacts") { Description = $"Where the coordinators keep artefacts, as they are told of it: a directory, or {S3Address.Form}", HelpName = "PLACE" };
        var device = new Option<string>("--device") { Description = "Where the trial is trained: cpu, cuda, cuda:N, auto, or none for no trial", HelpName = "DEVICE", DefaultValueFactory = _ => "auto" };
        var command = new Command("doctor", "Look for what is wrong with an installation, and say what to do") { ledger, passwordFile, artefacts, device, json };
        server.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            using var interruption = new Interruption();
            var findings = new List<Finding>();
            Action<Finding> found = parsed.GetValue(json) ? _ => { } : Say;
            async Task Look(params IEnumerable<ICheck> checks) => findings.AddRange(await Examination.Chain(checks, found, interruption.Token));
            try
            {
                var kubectl = server.Cluster(parsed);
                if (kubectl is not null) await Look(new NamespaceCheck(kubectl), new SecretsCheck(kubectl), new PodsCheck(kubectl), new DevicePluginCheck(kubectl));
                if (kubectl is null ? server.IsKnown(parsed) : findings[0].Verdict != Verdict.Wrong) await Coordinators(server, parsed, Look, findings, found, interruption.Token);
                if (parsed.GetValue(ledger) is { } address) await Database(address, parsed.GetValue(passwordFile), Look);
                if (parsed.GetValue(artefacts) is { } place) await Artefacts(place, parsed.GetValue(ledger), parsed.GetValue(passwordFile), Look);
                if (parsed.GetValue(device) is not "none" and var where) await Look(new SmokeTrialCheck(where!));
            }
            catch (OperationCanceledException) when (interruption.HasCome)
            {
                return ExitCode.Interrupted;
            }
            var isGood = findings.All(finding => finding.Verdict != Verdict.Wrong);
            if (parsed.GetValue(json)) CliJson.Print(new Diagnosis(isGood, findings), VerbJson.Default.Diagnosis);
            else Console.Out.WriteLine(isGood ? "nothing is wrong" : $"{findings.Count(finding => finding.Verdict == Verdict.Wrong)} of {findings.Count} checks found something wrong");
            return isGood ? ExitCode.Done : ExitCode.SetUp;
        });
        return command;
    }

    private static async Task Coordinators(ClientOptions server, ParseResult parsed, Func<IEnumerable<ICheck>, Task> look, List<Finding> findings, Action<Finding> found, CancellationToken cancellation)
    {
        ServerConnection connection;
        try
        {
            connection = await server.Open(parsed, server.GivenPatience(parsed) ?? Patience, ClientOptions.Warn, cancellation);
        }
        catch (Exception error) when (error is RefusedException or SetUpException)
        {
            var finding = new Finding("coordinator", Verdict.Wrong, error.Message);
            findings.Add(finding);
            found(finding);
            return;
        }
        await using var client = new SweepsClient(connection, TimeProvider.System);
        var secure = connection.Servers.Where(address => address.Scheme == Uri.UriSchemeHttps).Select(address => new TlsCheck(address, connection.Authority, TimeProvider.System));
        await look(
        [
            .. secure, new CoordinatorCheck(client), new TokenCheck(client),
            new ClockCheck("the coordinator", async token => (await client.Caller(token)).Now, TimeProvider.System),
        ]);
    }

    private static async Task Database(string text, string? passwordFile, Func<IEnumerable<ICheck>, Task> look)
    {
        var address = CoordinatorVerb.Address(text, passwordFile);
        await using var source = address.Connect("sweeps-doctor");
        await look(
        [
            new DatabaseCheck(source, address), new ClockCheck("the database", token => PostgresClock.Read(source, token), TimeProvider.System), new CommitCheck(source, TimeProvider.System),
            new SchemaCheck(source), new LeaseCheck(source),
        ]);
    }

    private static async Task Artefacts(string place, string? ledger, string? passwordFile, Func<IEnumerable<ICheck>, Task> look)
    {
        if (place == ArtefactStores.WithLedger && ledger is null) throw new RefusedException($"--artefacts {ArtefactStores.WithLedger} needs --ledger, which says where that is");
        // Opening one would make it, and where it is to be a volume nothing is proven by that.
        if (place != ArtefactStores.WithLedger && !place.Contains("://", StringComparison.Ordinal) && !Directory.Exists(place)) throw new RefusedException($"--artefacts: this machine has no directory '{place}'");
        try
        {
            var database = ledger is null ? null : CoordinatorVerb.Address(ledger, passwordFile);
            await using var store = ArtefactStores.Open(place, database, place, ArtefactLimits.Default, TimeProvider.System);
            await look([new ArtefactsCheck(store, place, TimeProvider.System)]);
        }
        catch (FormatException error)
        {
            throw new RefusedException(error.Message);
        }
    }

    private static void Say(Finding finding)
    {
        var (word, colour) = finding.Verdict switch
        {
            Verdict.Good => ("good", "green"),
            Verdict.Warning => ("warning", "yellow"),
            Verdict.Wrong => ("WRONG", "red"),
            var other => throw new InvalidOperationException($"no word for {other}"),
        };
        if (Console.IsOutputRedirected)
        {
            Console.Out.WriteLine($"{word,-8}{finding.Check,-12}{finding.Message}");
            if (finding.Remedy is { } help) Console.Out.WriteLine($"{"",-20}-> {help}");
            return;
        }
        var console = SweepReport.Console(Console.Out);
        console.MarkupLine($"[{colour}]{word,-8}[/]{finding.Check,-12}{Markup.Escape(finding.Message)}");
        if (finding.Remedy is { } remedy) console.MarkupLine($"{"",-20}[bold]->[/] {Markup.Escape(remedy)}");
    }
}
