using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Coordinator.Deciding.Sweeps;
using Microsoft.AspNetCore.Http;
using Shared.Spec;

namespace Coordinator.Http;

/// <summary>A refusal as RFC 9457 has it.</summary>
/// <param name="Type">Which refusal it is, for programs: <c>about:blank</c> where the status says all there is to say.</param>
/// <param name="Title">The same for everything of this type.</param>
/// <param name="Detail">Rule, value, place, and what to do.</param>
/// <param name="Problems">Everything wrong with a spec or with settings, one by one.</param>
internal sealed record Problem(string Type, string Title, int Status, string Detail, IReadOnlyList<SpecProblem>? Problems = null);

/// <summary>Refusals as problem details; every rejection is mapped here and nowhere else.</summary>
internal static class Problems
{
    public const string Media = "application/problem+json";

    private const string Types = "urn:sweeps:problem:";

    /// <summary>People read problems with curl: a quote is a quote. The media type keeps browsers from taking them for a page.</summary>
    private static readonly ApiJson Readable = new(new JsonSerializerOptions(ApiJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static IResult Of(Rejection rejection) => rejection switch
    {
        Rejection.UnknownSweep => Of(404, "unknown-sweep", "There is no such sweep", rejection),
        Rejection.UnknownAttempt => Of(404, "unknown-attempt", "There is no such attempt", rejection),
        Rejection.UnknownTrial => Of(404, "unknown-trial", "There is no such trial", rejection),
        Rejection.UnknownToken => Of(404, "unknown-token", "There is no such token", rejection),
        Rejection.UnknownParameter => Of(404, "unknown-parameter", "There is no such parameter", rejection),
        Rejection.SameParameter => Of(422, "same-parameter", "One parameter given twice", rejection),
        Rejection.NothingLearnt => Of(409, "nothing-learnt", "Too little is known yet", rejection),
        Rejection.NoSuchWorker => Of(404, "unknown-worker", "There is no such worker", rejection),
        Rejection.UnknownWorker => Of(409, "not-joined", "The worker has not joined", rejection),
        Rejection.SweepDiffers => Of(409, "sweep-differs", "A sweep of this name has other settings", rejection),
        Rejection.StaleProposal => Of(409, "stale-proposal", "The sweep has moved on", rejection),
        Rejection.SweepHasEnded => Of(409, "sweep-has-ended", "The sweep has ended", rejection),
        Rejection.NotFailed => Of(409, "not-failed", "The trial has not failed", rejection),
        Rejection.NoRoom => Of(409, "no-room", "The sweep's trials are used up", rejection),
        Rejection.TokenExists => Of(409, "token-exists", "There is such a token already", rejection),
        Rejection.NameTaken => Of(410, "name-taken", "A later worker has this name", rejection),
        Rejection.IllegalProposal => Of(422, "illegal-trial", "The trial is not in the sweep's space", rejection),
        Rejection.IllegalSettings => Of(422, "illegal-settings", "The settings are not legal", rejection),
        Rejection.KeyReused => Of(422, "key-reused", "The idempotency key was used for something else", rejection),
        Rejection.IllegalWorkerName => Of(422, "illegal-worker", "The worker's name is not legal", rejection),
        _ => throw new InvalidOperationException($"no problem for {rejection.GetType().Name}"),
    };

    /// <summary>A spec that is not legal, with everything that is wrong with it.</summary>
    public static IResult Of(ImmutableArray<SpecProblem> problems) => new Written(new Problem(
        Types + "illegal-spec", "The spec is not legal", StatusCodes.Status422UnprocessableEntity,
        problems is [var only] ? only.ToString() : $"the spec has {problems.Length} problems, the first: {problems[0]}", problems));

    public static IResult Of(int status, string detail) => new Written(new Problem("about:blank", Title(status), status, detail));

    public static Task Write(HttpContext context, int status, string detail) => Of(status, detail).ExecuteAsync(context);

    private static Written Of(int status, string type, string title, Rejection rejection) => new(new Problem(Types + type, title, status, rejection.Message));

    /// <summary>What a status means here, in a few words.</summary>
    public static string Title(int status) => status switch
    {
        400 => "The request is malformed",
        401 => "A token is needed",
        403 => "Not allowed",
        404 => "Not found",
        405 => "No such method here",
        408 => "Too slow",
        409 => "Not now",
        410 => "Gone",
        413 => "Too large",
        415 => "Not a body of this kind",
        421 => "Another host",
        422 => "Not legal",
        431 => "Too large a header",
        500 => "The coordinator failed",
        503 => "Not at the moment",
        507 => "No room",
        _ => $"Status {status}",
    };

    private sealed class Written(Problem problem) : IResult
    {
        public async Task ExecuteAsync(HttpContext context)
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(problem, Readable.Problem);
            context.Response.StatusCode = problem.Status;
            context.Response.ContentType = Media;
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
