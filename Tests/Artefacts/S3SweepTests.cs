using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using Coordinator.Artefacts;
using Microsoft.AspNetCore.Http;
using Tests.Agent;
using Tests.Cli;
using Tests.EndToEnd;
using Tests.Leadership;
using Tests.Peers;

namespace Tests.Artefacts;

/// <summary>Coordinators, as processes, whose artefacts are in a real S3 server.</summary>
public sealed class S3SweepTests(SharedPostgres postgres, SwiftServer swift)
{
    private Dictionary<string, string?> Keys(string? secret = null) => new()
    {
        ["AWS_ACCESS_KEY_ID"] = SwiftServer.AccessKey,
        ["AWS_SECRET_ACCESS_KEY"] = secret ?? swift.Secret,
    };

    /// <summary>Nor is the machine's cloud asked for some. The terminal's home has no files.</summary>
    private static Dictionary<string, string?> Without => new() { ["AWS_ACCESS_KEY_ID"] = null, ["AWS_SECRET_ACCESS_KEY"] = null, ["AWS_PROFILE"] = null, ["AWS_EC2_METADATA_DISABLED"] = "true" };

    [Fact]
    public async Task A_sweep_keeps_its_data_and_weights_in_the_bucket_and_they_are_exported_from_there()
    {
        using var terminal = new Terminal();
        MulanFiles.WriteDense(terminal.Root);
        File.WriteAllText(terminal.File("spec.yaml"), Specs.Small.Changed("trials: 8", "trials: 3"));
        var (database, bucket) = (await postgres.NewDatabase(), await swift.NewBucket());
        await using var coordinator = await CoordinatorProcess.Start(database, terminal.Root, Keys(), "--artefacts", bucket);
        terminal.Environment["SWEEPS_SERVER"] = $"{coordinator.Client.BaseAddress}";
        string[] reached = ["--token-file", "token"];
        using var worker = ManyMachinesTests.StartWorker(terminal.Environment["SWEEPS_SERVER"]!, terminal);

        var launched = (await terminal.Sweeps(["launch", "spec.yaml", "--wait", "--json", .. reached])).With(code: 0);
        var exported = (await terminal.Sweeps(["export", "small", "--json", .. reached])).With(code: 0);
        await terminal.Sweeps(["drain", "first", "--wait", .. reached]);
        var said = await worker.StandardError.ReadToEndAsync();
        await Soon.Happens(worker.WaitForExitAsync(), "the end of the worker that was drained");

        var stored = await Stored(bucket);
        var best = launched.Json.GetProperty("best").GetProperty("artefacts");
        Assert.Contains(best.GetProperty("weights").GetString(), stored);
        Assert.Contains(best.GetProperty("evaluation").GetString(), stored);
        Assert.True(File.Exists(exported.Json.GetProperty("files")[1].GetString()));
        Assert.Equal(0L, await Ask(database, "SELECT count(*) FROM sweeps.artefact_upload"));
        // Nobody but the coordinator knows the secret, and it says it to nobody.
        Assert.Equal(0L, await Ask(database, $"SELECT count(*) FROM sweeps.event WHERE body LIKE '%{swift.Secret}%'"));
        foreach (var text in (string[])[string.Concat(coordinator.Log), said, launched.Output + launched.Errors, exported.Output + exported.Errors]) Assert.DoesNotContain(swift.Secret, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_that_is_missing_keeps_a_coordinator_from_starting()
    {
        var endpoint = await swift.Endpoint();
        Assert.Equal(
            $"sweeps: artefacts in s3://nothing/one/ at {endpoint.GetLeftPart(UriPartial.Authority)}: there is no bucket 'nothing': create it, or name another with --artefacts",
            await Refused(SwiftServer.Address(endpoint, "nothing"), Keys()));
    }

    [Fact]
    public async Task So_does_a_wrong_secret_which_is_not_repeated()
    {
        var said = await Refused(await swift.NewBucket(), Keys("another"));

        Assert.EndsWith(
            ": it refuses (SignatureDoesNotMatch): AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or whatever else this machine's credentials come from, " +
            "must name somebody who may list the bucket and its unfinished uploads, and read, write and delete below the prefix",
            said,
            StringComparison.Ordinal);
        Assert.DoesNotContain("another", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_do_no_credentials_at_all()
    {
        Assert.EndsWith(": there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give this machine or pod a role", await Refused(await swift.NewBucket(), Without), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pods_web_identity_is_exchanged_for_credentials()
    {
        using var terminal = new Terminal();
        await using var exchange = await StrangeServer.Start(async context =>
        {
            var form = await context.Request.ReadFormAsync();
            Assert.Equal(("AssumeRoleWithWebIdentity", "a token of the cluster's"), (form["Action"].ToString(), form["WebIdentityToken"].ToString()));
            await context.Response.WriteAsync($"""
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult>
                <Credentials><AccessKeyId>{SwiftServer.AccessKey}</AccessKeyId><SecretAccessKey>{swift.Secret}</SecretAccessKey><SessionToken>session</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials>
                <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/sweeps/pod</Arn><AssumedRoleId>sweeps:pod</AssumedRoleId></AssumedRoleUser>
                </AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>
                """);
        });
        Identify(terminal, exchange);

        string[] doctor = ["doctor", "--artefacts", await swift.NewBucket(), "--device", "none"];
        (await terminal.Sweeps(doctor)).With(code: 0);
        File.Delete(terminal.File("identity"));
        Assert.Contains($"there are no credentials (A token could not be loaded from the WebIdentityTokenFile. Could not find file '{terminal.File("identity")}'.): set AWS_", (await terminal.Sweeps(doctor)).With(code: 1).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_identity_that_is_refused_is_told_with_the_reason()
    {
        using var terminal = new Terminal();
        await using var exchange = await StrangeServer.Start(context =>
        {
            context.Response.StatusCode = 403;
            return context.Response.WriteAsync("""
                <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>Not authorized to perform sts:AssumeRoleWithWebIdentity</Message></Error></ErrorResponse>
                """);
        });
        Identify(terminal, exchange);

        Assert.Contains(
            "there are no credentials (Not authorized to perform sts:AssumeRoleWithWebIdentity): set AWS_",
            (await terminal.Sweeps("doctor", "--artefacts", await swift.NewBucket(), "--device", "none")).With(code: 1).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task And_a_server_that_is_no_S3_server()
    {
        using var terminal = new Terminal();
        await using var another = await CoordinatorProcess.Start(await postgres.NewDatabase(), terminal.Root);

        Assert.EndsWith(
            "it refuses (Unauthorized): AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", (await Refused(SwiftServer.Address(another.Client.BaseAddress!, "bucket"), Keys())).Split(", or whatever")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_S3_that_is_away_is_told_in_one_line_and_the_coordinator_leads_without()
    {
        using var terminal = new Terminal();
        var nowhere = $"http://127.0.0.1:{PostgresServer.FreePort()}";
        await using var coordinator = await CoordinatorProcess.Start(await postgres.NewDatabase(), terminal.Root, Keys(), "--artefacts", $"s3://bucket?endpoint={nowhere}");

        var line = JsonElement.Parse(Assert.Single(coordinator.Log, line => line.Contains("\"event\":108,", StringComparison.Ordinal)));
        Assert.StartsWith(
            $"artefacts can be neither stored nor read for now, and everything else goes on: artefacts in s3://bucket/ at {nowhere} are away: Connection refused", line.GetProperty("message").GetString(), StringComparison.Ordinal);
        while (!await coordinator.Join("first")) await Task.Delay(TimeSpan.FromMilliseconds(20));
        using var refused = await coordinator.Client.GetAsync($"/v1/artefacts/{new Content(1).Address}");
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, refused.StatusCode);
    }

    /// <summary>As the cluster does with a pod whose account has a role.</summary>
    private static void Identify(Terminal terminal, StrangeServer exchange)
    {
        File.WriteAllText(terminal.File("identity"), "a token of the cluster's");
        foreach (var (name, value) in Without) terminal.Environment[name] = value;
        terminal.Environment["AWS_ENDPOINT_URL_STS"] = exchange.Address.ToString();
        terminal.Environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = terminal.File("identity");
        (terminal.Environment["AWS_ROLE_ARN"], terminal.Environment["AWS_ROLE_SESSION_NAME"]) = ("arn:aws:iam::123456789012:role/sweeps", "pod");
    }

    /// <returns>The line that a coordinator ends with.</returns>
    private async Task<string> Refused(string place, Dictionary<string, string?> environment)
    {
        using var terminal = new Terminal();
        foreach (var (name, value) in environment) terminal.Environment[name] = value;
        return (await terminal.Refused(
            1, "coordinator", "--ledger", await postgres.NewDatabase(), "--listen", "127.0.0.1:0", "--admin-token-file", terminal.File("token"), "--artefacts", place)).TrimEnd('\n');
    }

    /// <summary>The addresses of what is in a bucket, by somebody else's eyes.</summary>
    private async Task<IReadOnlyList<string>> Stored(string bucket)
    {
        var place = S3Address.Parse(bucket, _ => null);
        using var client = new AmazonS3Client(swift.Credentials, new AmazonS3Config { ServiceURL = place.Endpoint!.ToString(), ForcePathStyle = true, AuthenticationRegion = place.Region });
        var listed = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = place.Bucket, Prefix = place.Prefix });
        return [.. listed.S3Objects.Select(found => found.Key[place.Prefix.Length..])];
    }

    private static async Task<long> Ask(string database, string question)
    {
        await using var source = Coordinator.Ledger.PostgresAddress.Parse(database, null).Connect("tests");
        await using var command = source.CreateCommand(question);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
