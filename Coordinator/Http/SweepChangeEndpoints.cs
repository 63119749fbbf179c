using System.Collections.Immutable;
using Coordinator.Artefacts;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Coordinator.Logs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Http;

/// <summary>Launching, changing and ending sweeps.</summary>
internal sealed class SweepChangeEndpoints(FleetAccess fleet, IArtefactStore artefacts, TrialLogs logs)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Map("POST", "/v1/sweeps", new(Audience.Operators, "Begins a sweep, or goes on with the one of that name under another budget")
        {
            Reply = ApiJson.Default.SweepStatus,
            Statuses = [200, 201],
            Headers = [new(RequestParameters.KeyHeader, "string", "the same launch said again with the same key changes nothing: 1 to 200 printable ASCII characters")],
            Problems = [409, 410, 422],
            Changes = true,
        }, ApiJson.Default.LaunchRequest, Launch);
        routes.Map("PATCH", "/v1/sweeps/{name}", new(Audience.Operators, "Changes what may change while a sweep goes on, such as trials and time")
        {
            Reply = ApiJson.Default.SweepStatus,
            Problems = [404, 409, 422],
            Changes = true,
        }, ApiJson.Default.ChangeRequest, (request, context) => Change(context, name =>
            new FleetCommand.Change(name, request.Settings.ToImmutableSortedDictionary(StringComparer.Ordinal), fleet.Now)));
        Verb("pause", "Lets no further trial start until the sweep is resumed", name => new FleetCommand.Pause(name, fleet.Now));
        Verb("resume", "Lets a sweep that was paused, stopped or cancelled go on", name => new FleetCommand.Resume(name, fleet.Now));
        Verb("stop", "Ends the sweep once what runs has an outcome", name => new FleetCommand.Stop(name, fleet.Now));
        Verb("cancel", "Ends the sweep at once: what runs is killed", name => new FleetCommand.Cancel(name, fleet.Now));
        routes.Map("DELETE", "/v1/sweeps/{name}", new(Audience.Operators, "Deletes a sweep; its name is free again") { Statuses = [204], Problems = [404], Changes = true }, Delete);

        void Verb(string verb, string summary, Func<SweepName, FleetCommand> command) =>
            routes.Map("POST", $"/v1/sweeps/{{name}}/{verb}", new(Audience.Operators, summary)
            {
                Reply = ApiJson.Default.SweepStatus,
                Problems = [404, 409],
                Changes = true,
            }, context => Change(context, command));
    }

    private async Task<IResult> Launch(LaunchRequest request, HttpContext context)
    {
        var key = context.Request.ReadKey();
        var reading = SpecReader.Read(request.Spec);
        if (reading is SpecReading.Refused refused) return Problems.Of(refused.Problems);
        if (At(((SpecReading.Accepted)reading).Spec, request.Folder) is not { } spec)
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "`folder` must be an absolute path, and the data's paths must be paths");
        var before = await fleet.Read(context, state => (state.Sweep(spec.Name)?.LaunchedAt, IsSaidAgain: key is not null && state.Launches.ContainsKey(key)));
        // What is said again needs nothing: its data may be gone with its sweep.
        if (!before.Value.IsSaidAgain && !await artefacts.Contains(request.Data, context.RequestAborted))
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, $"there is no artefact {request.Data}: store the prepared data first, with PUT /v1/artefacts/{request.Data}");
        var answer = await fleet.Submit(context, new FleetCommand.Launch(spec, request.Spec, request.Data, fleet.Now, key), state => fleet.Outline(state, spec.Name));
        if (answer.Rejection is { } rejection) return Problems.Of(rejection);
        return answer.Value.Value is not { } sweep
            ? Problems.Of(StatusCodes.Status410Gone, $"sweep '{spec.Name}' was launched with this idempotency key, and deleted since: give another key to launch it again")
            : await Written(answer.Value, sweep, before.Value.LaunchedAt == sweep.LaunchedAt ? StatusCodes.Status200OK : StatusCodes.Status201Created, context.RequestAborted);
    }

    /// <summary>The spec with its data's paths as they are meant; a matter of text alone.</summary>
    /// <returns>null: they are no paths.</returns>
    private static SweepSpec? At(SweepSpec spec, string? folder)
    {
        try
        {
            return folder is null ? spec : spec with { Data = spec.Data.From(folder) };
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private async Task<IResult> Change(HttpContext context, Func<SweepName, FleetCommand> command)
    {
        if (!RoutedSweep.TryRead(context, out var name, out var problem)) return problem;
        var answer = await fleet.Submit(context, command(name), state => fleet.Outline(state, name));
        if (answer.Rejection is { } rejection) return Problems.Of(rejection);
        return await Written(answer.Value, answer.Value.Value!, StatusCodes.Status200OK, context.RequestAborted);
    }

    private async Task<IResult> Delete(HttpContext context)
    {
        if (!RoutedSweep.TryRead(context, out var name, out var problem)) return problem;
        var answer = await fleet.Submit(context, new FleetCommand.Delete(name, fleet.Now), LiveSweeps.Of);
        if (answer.Rejection is { } rejection) return Problems.Of(rejection);
        await logs.Clear(answer.Value.Value!, context.RequestAborted);
        return Reply.Nothing(answer.Value.Position);
    }

    private async Task<IResult> Written(AsOf<SweepOutline?> read, SweepOutline sweep, int status, CancellationToken cancellation) =>
        Reply.Json(await fleet.Status(sweep, cancellation), ApiJson.Default.SweepStatus, read.Position, status);
}
