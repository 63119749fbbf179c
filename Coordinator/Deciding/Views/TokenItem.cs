using Coordinator.Deciding.Access;

namespace Coordinator.Deciding.Views;

/// <summary>An access token in a list: everything but what opens the door.</summary>
public sealed record TokenItem(string Id, string Name, Role Role, DateTimeOffset CreatedAt, bool Revoked)
{
    public static TokenItem Of(AccessToken token) => new(token.Id, token.Name, token.Role, token.CreatedAt, token.IsRevoked);
}
