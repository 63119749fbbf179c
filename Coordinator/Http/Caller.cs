using Coordinator.Deciding.Access;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Http;

/// <summary>Who speaks, by the token that was shown.</summary>
/// <param name="Id">Of the token; what the audit trail says.</param>
/// <param name="Person">The role among people; null: a worker only.</param>
/// <param name="IsWorker">Whether it may do a worker's part. On one machine one token does everything.</param>
internal sealed record Caller(string Id, Role? Person, bool IsWorker)
{
    public static Caller Of(string id, Role role) => role == Role.Worker ? new Caller(id, null, true) : new Caller(id, role, false);
}

internal static class Callers
{
    /// <summary>Who speaks in this request; the gate has let them in.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException($"{context.Request.Method} {context.GetEndpoint()?.DisplayName} was reached without a caller");
}
