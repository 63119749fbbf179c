using Coordinator.Deciding.Sweeps;

namespace Coordinator.Deciding.Access;

/// <summary>Creating and revoking tokens.</summary>
internal static class AccessRules
{
    public static Decision Create(FleetState state, FleetCommand.CreateToken command) =>
        state.Tokens.ContainsKey(command.Id)
            ? new Rejection.TokenExists(command.Id)
            : Decision.Of(new LedgerEvent.TokenCreated(command.Id, command.Name, command.Role, command.Hash) { At = command.At });

    public static Decision Revoke(FleetState state, FleetCommand.RevokeToken command) => state.Tokens.GetValueOrDefault(command.Id) switch
    {
        null => new Rejection.UnknownToken(command.Id),
        { IsRevoked: true } => Decision.Nothing,
        _ => Decision.Of(new LedgerEvent.TokenRevoked(command.Id) { At = command.At }),
    };
}
