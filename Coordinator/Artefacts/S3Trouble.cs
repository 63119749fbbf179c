using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;

namespace Coordinator.Artefacts;

/// <summary>What is wrong with a bucket, and what to do about it, in one line without a secret.</summary>
internal static class S3Trouble
{
    public static ArtefactStoreException With(S3Address address, Exception error) => error switch
    {
        AmazonS3Exception { ErrorCode: "NoSuchUpload" } => new("the artefact was swept before it was whole: store it again", error),
        AmazonS3Exception { ErrorCode: "NoSuchBucket" } => Wrong(address, $"there is no bucket '{address.Bucket}': create it, or name another with --artefacts", error),
        AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } refused => Wrong(
            address,
            $"it refuses ({refused.ErrorCode}): AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or whatever else this machine's credentials come from, " +
            "must name somebody who may list the bucket and its unfinished uploads, and read, write and delete below the prefix",
            error),
        AmazonS3Exception { ErrorCode: "PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" } => Wrong(address, "the bucket is in another region: give that with ?region=REGION", error),
        // Seldom, and never for long: a server that is overloaded or breaks.
        AmazonS3Exception answered when (int)answered.StatusCode >= 500 => new($"artefacts in {address}: the server fails ({(int)answered.StatusCode} {answered.ErrorCode})", error),
        AmazonS3Exception { StatusCode: not 0 } answered => Wrong(address, $"it answers {(int)answered.StatusCode} {answered.ErrorCode}: is that an S3 server, and the region its own?", error),
        OperationCanceledException or TimeoutException => new($"artefacts in {address} are away: there was no answer in time", error),
        _ when Chain(error).LastOrDefault(one => one is IOException and not FileNotFoundException and not DirectoryNotFoundException or SocketException or AuthenticationException or HttpRequestException) is { } broken =>
            new($"artefacts in {address} are away: {broken.Message}", error),
        // Nobody was asked for the artefacts yet.
        _ => Wrong(address, $"there are no credentials{Why(error)}: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give this machine or pod a role", error),
    };

    private static ArtefactStoreException Wrong(S3Address address, string what, Exception error) => new($"artefacts in {address}: {what}", error) { MayPass = false };

    /// <summary>What became of the one source of credentials that there was; where there was none, AWS' client lists all in many lines.</summary>
    private static string Why(Exception error)
    {
        var told = Chain(error).FirstOrDefault(one => one is AmazonServiceException) ?? error;
        return told.Message.Contains('\n') ? "" : $" ({string.Join(' ', Chain(told).Where(one => one is not HttpErrorResponseException).Select(one => one.Message))})";
    }

    private static IEnumerable<Exception> Chain(Exception? error)
    {
        for (; error is not null; error = error.InnerException) yield return error;
    }
}
