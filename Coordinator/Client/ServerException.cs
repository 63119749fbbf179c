using System.Net;
using Coordinator.Http;

namespace Coordinator.Client;

/// <summary>No coordinator could be spoken with; the message names the servers and says what to check.</summary>
internal sealed class ServerAwayException(string message) : Exception(message);

/// <summary>A coordinator understood and will not.</summary>
/// <param name="afterDoubt">The request may have been carried out before: an earlier answer to it was lost.</param>
internal sealed class ServerRefusedException(Problem problem, string message, bool afterDoubt) : Exception(message)
{
    public bool IsUnknownSweep => problem.Type.EndsWith(":unknown-sweep", StringComparison.Ordinal);

    public bool IsUnknownWorker => problem.Type.EndsWith(":unknown-worker", StringComparison.Ordinal);

    public bool IsNotFound => problem.Status == (int)HttpStatusCode.NotFound;

    public bool IsConflict => problem.Status == (int)HttpStatusCode.Conflict;

    public bool AfterDoubt => afterDoubt;

    public ServerRefusedException Saying(string other) => new(problem, other, afterDoubt);
}
