using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Coordinator.Deciding.Access;
using Coordinator.Deciding.Sweeps;
using Coordinator.Running;

namespace Coordinator.Http;

/// <summary>
/// Whose token it is. Follows the ledger, so that nobody waits for the writer's loop to be let in, and a token that is revoked opens
/// nothing from the moment its revocation is durable. An id never comes twice, so that a ledger which is folded again brings
/// no revoked token back, not even for a moment.
/// </summary>
internal sealed class TokenBook(IReadOnlyList<BootstrapToken> given) : IReignObserver
{
    private const string Scheme = "Bearer ";

    /// <summary>Stands in for a token that is not known, so that looking costs the same.</summary>
    private static readonly Entry Nobody = new(new Caller("nobody", null, false), new byte[SHA256.HashSizeInBytes], true);

    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);

    /// <summary>Whose the token in a request's Authorization is, or null. The work is the same whatever is wrong with it.</summary>
    public Caller? Find(string authorization)
    {
        var text = authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? authorization[Scheme.Length..].Trim() : "";
        var isToken = TokenText.TryParse(text, out var token);
        var whole = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        var secret = SHA256.HashData(Encoding.UTF8.GetBytes(isToken ? token.Secret : text));

        Caller? found = null;
        foreach (var bootstrap in given)
            if (CryptographicOperations.FixedTimeEquals(whole, bootstrap.Hash)) found = bootstrap.Caller;
        var entry = entries.GetValueOrDefault(isToken ? token.Id : "") ?? Nobody;
        var isRight = CryptographicOperations.FixedTimeEquals(secret, entry.Hash);
        return isRight && !entry.IsRevoked ? entry.Caller : found;
    }

    void IReignObserver.Remember(LedgerEvent past) => Observe(past);

    void IReignObserver.Begin(FleetState state) { }

    void IReignObserver.Appended(FleetState state, IReadOnlyList<LedgerEvent> events)
    {
        foreach (var next in events) Observe(next);
    }

    private void Observe(LedgerEvent next)
    {
        switch (next)
        {
            case LedgerEvent.TokenCreated e:
                entries.TryAdd(e.Id, new Entry(Caller.Of(e.Id, e.Role), Convert.FromHexString(e.Hash), false));
                break;
            case LedgerEvent.TokenRevoked e:
                entries[e.Id] = Nobody;
                break;
        }
    }

    private sealed record Entry(Caller Caller, byte[] Hash, bool IsRevoked);
}
