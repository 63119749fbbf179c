using System.Net;
using System.Runtime.CompilerServices;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Coordinator.Artefacts;

/// <summary>
/// A bucket below a prefix, and the few requests that a store makes of it: those that AWS, MinIO, Ceph, R2 and Swift all know. Keys are
/// without the prefix. Whatever fails is an <see cref="ArtefactStoreException"/> in words.
/// </summary>
internal sealed class S3Bucket : IDisposable
{
    private readonly S3Address address;
    private readonly AmazonS3Client client;

    /// <param name="credentials">null: as AWS' own programs find them: environment, files, web identity, the machine's role.</param>
    public S3Bucket(S3Address address, AWSCredentials? credentials)
    {
        this.address = address;
        var configuration = new AmazonS3Config
        {
            AuthenticationRegion = address.Region,
            // Only AWS itself has a host name for each bucket for certain.
            ForcePathStyle = address.Endpoint is not null,
            // Not every server knows the newer checksums; each request's body is signed with its SHA-256 as it is.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            Timeout = TimeSpan.FromMinutes(1),
        };
        if (address.Endpoint is { } endpoint) configuration.ServiceURL = endpoint.ToString();
        else configuration.RegionEndpoint = RegionEndpoint.GetBySystemName(address.Region);
        client = credentials is null ? new AmazonS3Client(configuration) : new AmazonS3Client(credentials, configuration);
    }

    /// <returns>Its bytes; null: there is none.</returns>
    public async Task<long?> Length(string key, CancellationToken cancellation) =>
        (await Ask(() => client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = address.Bucket, Key = address.Prefix + key }, cancellation), cancellation, isMissing: Missing))?.ContentLength;

    /// <summary>Fills the memory from a position on.</summary>
    /// <returns>False: there is no such object.</returns>
    public async Task<bool> Read(string key, long from, Memory<byte> into, CancellationToken cancellation)
    {
        var request = new GetObjectRequest { BucketName = address.Bucket, Key = address.Prefix + key, ByteRange = new ByteRange(from, from + into.Length - 1) };
        return await Ask(
            async () =>
            {
                using var response = await client.GetObjectAsync(request, cancellation);
                await response.ResponseStream.ReadExactlyAsync(into, cancellation);
                return response;
            },
            cancellation,
            isMissing: Missing) is not null;
    }

    public Task PutEmpty(string key, CancellationToken cancellation) =>
        Ask(() => client.PutObjectAsync(new PutObjectRequest { BucketName = address.Bucket, Key = address.Prefix + key, ContentBody = "", UseChunkEncoding = false }, cancellation), cancellation);

    public Task Delete(string key, CancellationToken cancellation) =>
        Ask(() => client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = address.Bucket, Key = address.Prefix + key }, cancellation), cancellation, isMissing: Missing);

    /// <summary>The objects whose keys begin so, in the order of keys; folders below are left out.</summary>
    public async IAsyncEnumerable<S3Entry> List(string beginning, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var request = new ListObjectsV2Request { BucketName = address.Bucket, Prefix = address.Prefix + beginning, Delimiter = "/" };
        ListObjectsV2Response? page;
        do
        {
            page = (await Ask(() => client.ListObjectsV2Async(request, cancellation), cancellation))!;
            foreach (var found in page.S3Objects ?? []) yield return new S3Entry(found.Key[address.Prefix.Length..], found.Size ?? 0, Utc(found.LastModified));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
    }

    public async Task<S3Upload> Begin(string key, CancellationToken cancellation) => new(
        this, key, (await Ask(() => client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = address.Bucket, Key = address.Prefix + key }, cancellation), cancellation))!.UploadId);

    /// <summary>Uploads that were begun and neither completed nor given up, and when.</summary>
    public async IAsyncEnumerable<(S3Upload Upload, DateTimeOffset Begun)> Uploads([EnumeratorCancellation] CancellationToken cancellation)
    {
        var request = new ListMultipartUploadsRequest { BucketName = address.Bucket, Prefix = address.Prefix };
        ListMultipartUploadsResponse? page;
        do
        {
            page = (await Ask(() => client.ListMultipartUploadsAsync(request, cancellation), cancellation))!;
            foreach (var found in page.MultipartUploads ?? []) yield return (new S3Upload(this, found.Key[address.Prefix.Length..], found.UploadId), Utc(found.Initiated));
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
        while (page.IsTruncated == true);
    }

    /// <returns>The part's tag, by which it is named in the end.</returns>
    internal async Task<string> Send(S3Upload upload, int number, Stream part, CancellationToken cancellation)
    {
        var request = new UploadPartRequest
        {
            BucketName = address.Bucket,
            Key = address.Prefix + upload.Key,
            UploadId = upload.Id,
            PartNumber = number,
            InputStream = part,
            PartSize = part.Length,
            UseChunkEncoding = false,
        };
        return (await Ask(() => client.UploadPartAsync(request, cancellation), cancellation))!.ETag;
    }

    internal Task Complete(S3Upload upload, IEnumerable<string> tags, CancellationToken cancellation)
    {
        var request = new CompleteMultipartUploadRequest { BucketName = address.Bucket, Key = address.Prefix + upload.Key, UploadId = upload.Id };
        request.AddPartETags(tags.Select((tag, index) => new PartETag(index + 1, tag)));
        return Ask(() => client.CompleteMultipartUploadAsync(request, cancellation), cancellation);
    }

    internal Task Abort(S3Upload upload, CancellationToken cancellation) =>
        Ask(
            () => client.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = address.Bucket, Key = address.Prefix + upload.Key, UploadId = upload.Id }, cancellation),
            cancellation,
            isMissing: error => error.StatusCode == HttpStatusCode.NotFound);

    public void Dispose() => client.Dispose();

    /// <summary>A HEAD's answer has no body that would say what is missing.</summary>
    private static bool Missing(AmazonS3Exception error) => error is { StatusCode: HttpStatusCode.NotFound, ErrorCode: "NoSuchKey" or "NotFound" };

    private static DateTimeOffset Utc(DateTime? time) => time?.ToUniversalTime() ?? DateTimeOffset.MinValue;

    /// <param name="isMissing">Whose answer is null.</param>
    private async Task<T?> Ask<T>(Func<Task<T>> deed, CancellationToken cancellation, Func<AmazonS3Exception, bool>? isMissing = null)
        where T : class
    {
        try
        {
            return await deed();
        }
        catch (AmazonS3Exception error) when (isMissing?.Invoke(error) == true)
        {
            return null;
        }
        // Of every kind: where credentials cannot be had, the client throws whatever came of it.
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            throw S3Trouble.With(address, error);
        }
    }
}

/// <summary>An object in a listing.</summary>
/// <param name="ModifiedAt">By the server's clock, in whole seconds.</param>
internal readonly record struct S3Entry(string Key, long Bytes, DateTimeOffset ModifiedAt);
