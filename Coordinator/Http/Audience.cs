using Coordinator.Deciding.Access;

namespace Coordinator.Http;

/// <summary>Whom an endpoint lets in: people from a role on, workers, or both; or everybody, without a token.</summary>
/// <param name="Least">The least role among viewer, operator and admin, each of which includes the ones before it; null: none of them.</param>
/// <param name="Workers">Whether workers are let in.</param>
internal sealed record Audience(Role? Least, bool Workers)
{
    /// <summary>No token is needed.</summary>
    public static readonly Audience Everybody = new(null, false);

    public static readonly Audience Viewers = new(Role.Viewer, false);
    public static readonly Audience Operators = new(Role.Operator, false);
    public static readonly Audience Admins = new(Role.Admin, false);
    public static readonly Audience WorkersOnly = new(null, true);

    /// <summary>Artefacts: workers read data and checkpoints, people what trials left.</summary>
    public static readonly Audience ViewersAndWorkers = new(Role.Viewer, true);

    public static readonly Audience OperatorsAndWorkers = new(Role.Operator, true);

    public bool IsOpen => Least is null && !Workers;

    public bool Admits(Caller caller) => IsOpen || (Workers && caller.IsWorker) || (Least is { } least && caller.Person is { } person && person >= least);

    public override string ToString() => (Least, Workers) switch
    {
        (null, false) => "everybody",
        (null, true) => "worker",
        ({ } least, false) => Name(least),
        ({ } least, true) => $"{Name(least)} or worker",
    };

    public static string Name(Role role) => role switch
    {
        Role.Viewer => "viewer",
        Role.Operator => "operator",
        Role.Admin => "admin",
        Role.Worker => "worker",
        _ => throw new InvalidOperationException($"no name for role {role}"),
    };
}
