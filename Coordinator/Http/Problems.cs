using Coordinator.Deciding.Sweeps;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Http;

/// <summary>Refusals as problem details (RFC 9457); every rejection is mapped here and nowhere else.</summary>
internal static class Problems
{
    public static IResult Of(Rejection rejection) => rejection switch
    {
        Rejection.UnknownSweep or Rejection.UnknownAttempt or Rejection.UnknownTrial or Rejection.UnknownToken or Rejection.NoSuchWorker => Of(StatusCodes.Status404NotFound, rejection.Message),
        Rejection.UnknownWorker or Rejection.SweepDiffers or Rejection.StaleProposal or Rejection.SweepHasEnded or Rejection.NotFailed or
            Rejection.NoRoom or Rejection.TokenExists => Of(StatusCodes.Status409Conflict, rejection.Message),
        Rejection.IllegalProposal or Rejection.IllegalSettings or Rejection.KeyReused or Rejection.IllegalWorkerName => Of(StatusCodes.Status422UnprocessableEntity, rejection.Message),
        _ => throw new InvalidOperationException($"no problem for {rejection.GetType().Name}"),
    };

    public static IResult Of(int status, string detail) => Results.Problem(detail, statusCode: status);

    public static Task Write(HttpContext context, int status, string detail) => Of(status, detail).ExecuteAsync(context);
}
