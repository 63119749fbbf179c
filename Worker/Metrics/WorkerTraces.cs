using System.Diagnostics;
using Shared.Protocol;
using Shared.Trials;

namespace Worker.Metrics;

/// <summary>Every span of a worker. What it says to the coordinator meanwhile carries the span with it. While nobody listens there is none.</summary>
internal static class WorkerTraces
{
    /// <summary>For whoever listens to sources by their names, such as OpenTelemetry.</summary>
    public const string SourceName = "Sweeps.Worker";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>A slot has a trial, from the grant to the acknowledged result; goes on with the claim's trace.</summary>
    public static Activity? Train(Grant grant)
    {
        if (!Source.HasListeners()) return null;
        ActivityContext.TryParse(grant.Trace, null, isRemote: true, out var claim);
        return Source.StartActivity(
            "train", ActivityKind.Internal, claim, [new("sweeps.sweep", grant.Sweep.ToString()), new("sweeps.trial", grant.Trial), new("sweeps.attempt", grant.Attempt)]);
    }

    public static void Ended(this Activity? train, AttemptResult? result)
    {
        train?.SetTag("sweeps.outcome", WorkerMetrics.NameOf(result));
        if (result is AttemptResult.Failed) train?.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>A request goes on with the span that it is made in.</summary>
    public static void Carry(HttpRequestMessage request)
    {
        if (Activity.Current is { } current) request.Headers.TryAddWithoutValidation("traceparent", current.Id);
    }

    /// <summary>Something of a trial is said to the coordinator, until it has answered.</summary>
    /// <param name="what">measurements or outcome.</param>
    public static Activity? Report(string what) => !Source.HasListeners() ? null : Source.StartActivity("report", ActivityKind.Client, default(ActivityContext), [new("sweeps.report", what)]);
}
