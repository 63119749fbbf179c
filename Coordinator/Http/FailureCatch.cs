using Coordinator.Artefacts;
using Coordinator.Ledger;
using Coordinator.Running;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Http;

/// <summary>Every failure of an endpoint becomes a problem that says what to do; what nobody expected is logged, and told as no more than that.</summary>
internal sealed class FailureCatch(RequestDelegate next, ReignLog log)
{
    public async Task Invoke(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException error) when (!context.Response.HasStarted)
        {
            await Problems.Write(context, error.StatusCode, error.Message);
        }
        catch (Exception error) when (error is LedgerException or ArtefactStoreException && !context.Response.HasStarted)
        {
            context.Response.Headers.RetryAfter = "1";
            await Problems.Write(context, StatusCodes.Status503ServiceUnavailable, error.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer.
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            log.RequestFailed(context.Request.Method, Gate.Pattern(context.GetEndpoint()), error);
            await Problems.Write(context, StatusCodes.Status500InternalServerError, "the coordinator failed on this request; its log says why");
        }
    }
}
