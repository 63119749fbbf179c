using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Coordinator.Http;

namespace Coordinator.Client;

/// <summary>Judges what a server answered: a reply, a refusal, trouble that may pass, or nothing that Sweeps would say.</summary>
internal static class ServerAnswer
{
    private const int MostProblemBytes = 1 << 20;

    /// <exception cref="ServerRefusedException">A definite no.</exception>
    /// <exception cref="ServerAwayException">The server is no coordinator, or it failed.</exception>
    /// <exception cref="PassingTroubleException">Another server, or the same one later, may answer.</exception>
    public static async Task Judge(HttpResponseMessage answer, Uri server, bool afterDoubt, CancellationToken cancellation)
    {
        if (answer.IsSuccessStatusCode) return;
        if (answer.StatusCode is >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest)
            throw new ServerAwayException($"{server} redirects to {answer.Headers.Location}: a coordinator never does; give its own address");
        var problem = await ReadProblem(answer, cancellation);
        if (answer.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests)
            throw new PassingTroubleException($"answered {(int)answer.StatusCode}: {problem?.Detail ?? answer.ReasonPhrase}");
        if (problem is null) throw IsNotSweeps(server, $"it answered {(int)answer.StatusCode} {answer.ReasonPhrase}");
        if (answer.StatusCode >= HttpStatusCode.InternalServerError) throw new ServerAwayException($"{server}: {problem.Detail}");
        throw new ServerRefusedException(problem, Message(problem, server), afterDoubt);
    }

    /// <summary>Reads a JSON reply.</summary>
    public static async Task<T> Read<T>(HttpResponseMessage answer, Uri server, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        var media = answer.Content.Headers.ContentType?.MediaType;
        if (media != "application/json") throw IsNotSweeps(server, $"it answered with {media ?? "nothing"} where JSON was expected");
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
            return await JsonSerializer.DeserializeAsync(body, type, cancellation) ?? throw IsNotSweeps(server, "it answered null");
        }
        catch (JsonException error)
        {
            throw IsNotSweeps(server, $"its answer is not a {typeof(T).Name} ({error.Message})");
        }
    }

    public static ServerAwayException IsNotSweeps(Uri server, string evidence) =>
        new($"{server} does not answer as a coordinator of Sweeps would: {evidence}; check the address, and that client and server are of the same version");

    private static string Message(Problem problem, Uri server) => (problem.Status, problem.Problems) switch
    {
        (401, _) => $"{server} does not know this token: check --token-file, {ClientToken.Variable} or {ClientToken.DefaultFile}; it may have been revoked, or be another server's",
        (403, _) => $"{server} refuses: {problem.Detail}; an admin makes one with 'sweeps token create'",
        (_, { Count: > 1 } several) => $"{server} found {several.Count} problems:\n{string.Join('\n', several.Select(one => $"  {one}"))}",
        _ => problem.Detail,
    };

    private static async Task<Problem?> ReadProblem(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.Content.Headers.ContentType?.MediaType != Problems.Media) return null;
        if (answer.RequestMessage?.Method == HttpMethod.Head) return new Problem("about:blank", "", (int)answer.StatusCode, answer.ReasonPhrase ?? "");
        try
        {
            await answer.Content.LoadIntoBufferAsync(MostProblemBytes, cancellation);
            return JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(cancellation), ApiJson.Default.Problem);
        }
        catch (Exception error) when (error is JsonException or HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded })
        {
            return null;
        }
    }
}

/// <summary>What another server, or the same one later, may do.</summary>
internal sealed class PassingTroubleException(string message) : Exception(message);
