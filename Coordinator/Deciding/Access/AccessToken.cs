namespace Coordinator.Deciding.Access;

/// <summary>A token that the ledger knows.</summary>
/// <param name="Id">Public: names it in lists, in the audit trail, and in front of the secret.</param>
/// <param name="Name">Whose it is, in people's words.</param>
/// <param name="Hash">SHA-256 of the secret, in hexadecimal: 256 random bits need no slower one.</param>
/// <param name="CreatedAt">By the clock of the coordinator that decided.</param>
/// <param name="IsRevoked">It opens nothing any more; kept so that the audit trail's ids can be told.</param>
public sealed record AccessToken(string Id, string Name, Role Role, string Hash, DateTimeOffset CreatedAt, bool IsRevoked = false);
