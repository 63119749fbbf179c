using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Coordinator.Artefacts;
using Tests.Spec;

[assembly: AssemblyFixture(typeof(Tests.Peers.SwiftServer))]

namespace Tests.Peers;

/// <summary>
/// A real S3 server that the tests of a run share, each with a bucket of its own: OpenStack's Swift, as Debian has it, in one process of whoever runs the tests (Programs/swift-s3). It
/// starts with the first test that needs it, and ends with its standard input, however the test's process ends.
/// </summary>
public sealed class SwiftServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string folder = Path.Combine(Path.GetTempPath(), $"sweeps-swift-{Guid.CreateVersion7():n}");
    private readonly Lazy<Task<(Process Process, Uri Endpoint)>> server;
    private int buckets;

    public SwiftServer() => server = new(Start);

    /// <summary>Of the form ACCOUNT:USER, as Swift has them.</summary>
    public const string AccessKey = "sweeps:tests";

    public string Secret { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));

    public AWSCredentials Credentials => new BasicAWSCredentials(AccessKey, Secret);

    public async Task<Uri> Endpoint() => (await server.Value).Endpoint;

    /// <summary>A new, empty bucket, and below it a prefix, as <c>--artefacts</c> takes them.</summary>
    public async Task<string> NewBucket()
    {
        var name = $"bucket{Interlocked.Increment(ref buckets)}";
        using var client = new AmazonS3Client(Credentials, new AmazonS3Config { ServiceURL = $"{await Endpoint()}", ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
        await client.PutBucketAsync(name);
        return Address(await Endpoint(), name);
    }

    public static string Address(Uri endpoint, string bucket) => $"{S3Address.Scheme}{bucket}/one?endpoint={endpoint.GetLeftPart(UriPartial.Authority)}";

    public async ValueTask DisposeAsync()
    {
        if (!server.IsValueCreated) return;
        var (process, _) = await server.Value;
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task<(Process, Uri)> Start()
    {
        var start = new ProcessStartInfo(Path.Combine(SpecTexts.Repository, "Tests", "Peers", "Programs", "swift-s3"), [folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.Environment["SWIFT_ACCESS"], start.Environment["SWIFT_SECRET"]) = (AccessKey, Secret);
        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var port = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        return port is null ? throw new InvalidOperationException($"Swift did not start: {await errors}") : (process, new Uri($"http://127.0.0.1:{int.Parse(port, CultureInfo.InvariantCulture)}"));
    }
}
