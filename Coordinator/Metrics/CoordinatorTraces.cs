using System.Diagnostics;
using Shared.Protocol;
using Shared.Trials;

namespace Coordinator.Metrics;

/// <summary>
/// Every span of a coordinator. A trial's trace begins with its proposal and goes on with its claims, in the worker and in what that reports; each append hangs below the
/// span of whoever waits for it. While nobody listens there is no span, and nothing is remembered.
/// </summary>
internal sealed class CoordinatorTraces
{
    /// <summary>For whoever listens to sources by their names, such as OpenTelemetry.</summary>
    public const string SourceName = "Sweeps.Coordinator";

    /// <summary>Proposals further back are forgotten: a claim of such a trial begins a trace of its own.</summary>
    private const int MostProposals = 10_000;

    private static readonly ActivitySource Source = new(SourceName);

    private readonly Lock sync = new();
    private readonly Dictionary<(SweepName Sweep, int Trial), ActivityContext> proposals = [];
    private readonly Queue<(SweepName, int)> order = [];

    /// <summary>Where whoever submits a command stands; nowhere, while nobody listens.</summary>
    public static ActivityContext Here => Source.HasListeners() && Activity.Current is { } current ? current.Context : default;

    /// <summary>An answer to a request whose sender may speak here.</summary>
    /// <param name="route">The pattern: a path may have a token in it.</param>
    /// <param name="traceParent">The request's header, empty without one.</param>
    public static Activity? Request(string method, string route, string traceParent)
    {
        if (!Source.HasListeners()) return null;
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent);
        return Source.StartActivity($"{method} {route}", ActivityKind.Server, parent, [new("http.request.method", method), new("http.route", route)]);
    }

    /// <summary>The sampler's question about one trial; its append hangs below it.</summary>
    public Activity? Propose(SweepName sweep, int trial)
    {
        if (!Source.HasListeners() || Source.StartActivity("propose", ActivityKind.Internal, default(ActivityContext), Of(sweep, trial)) is not { } span) return null;
        lock (sync)
        {
            if (!proposals.ContainsKey((sweep, trial))) order.Enqueue((sweep, trial));
            proposals[(sweep, trial)] = span.Context;
            if (order.Count > MostProposals) proposals.Remove(order.Dequeue());
        }
        return span;
    }

    /// <summary>A request got a trial, which tells its worker what to go on with.</summary>
    public Grant Claimed(Grant grant)
    {
        if (!Source.HasListeners() || Activity.Current is not { } request) return grant;
        var trial = Proposed(grant);
        using var span = Source.StartActivity(
            "claim", ActivityKind.Internal, trial == default ? request.Context : trial, [.. Of(grant.Sweep, grant.Trial), new("sweeps.attempt", grant.Attempt)], [new ActivityLink(request.Context)], request.StartTimeUtc);
        return span is null ? grant : grant with { Trace = span.Id };
    }

    /// <summary>An append begins for all who wait for it. What comes back ends with it, the last one first.</summary>
    public static Appending? Append(IReadOnlyCollection<ActivityContext> waiting, int events)
    {
        if (waiting.Count == 0) return null;
        var spans = new Stack<Activity>(waiting.Count);
        foreach (var parent in waiting)
            if (Source.StartActivity("append", ActivityKind.Client, parent, [new("sweeps.events", events)]) is { } span) spans.Push(span);
        return new Appending(spans);
    }

    private ActivityContext Proposed(Grant grant)
    {
        lock (sync) return proposals.GetValueOrDefault((grant.Sweep, grant.Trial));
    }

    private static KeyValuePair<string, object?>[] Of(SweepName sweep, int trial) => [new("sweeps.sweep", sweep.ToString()), new("sweeps.trial", trial)];

    internal sealed class Appending(Stack<Activity> spans) : IDisposable
    {
        private bool isDurable;

        public void Done() => isDurable = true;

        public void Dispose()
        {
            while (spans.TryPop(out var span))
            {
                if (!isDurable) span.SetStatus(ActivityStatusCode.Error);
                span.Dispose();
            }
        }
    }
}
