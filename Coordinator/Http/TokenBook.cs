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

    /// <summary>
    /// Seals the page's sessions. It follows from the first admin's token, which every coordinator has and whoever reads the ledger has not;
    /// with another token it is another key, and every session ends. Without such a token it is this process's own.
    /// </summary>
    public byte[] SessionKey { get; } = HKDF.DeriveKey(
        HashAlgorithmName.SHA256, given.FirstOrDefault(token => token.Caller.Person == Role.Admin)?.Hash ?? RandomNumberGenerator.GetBytes(32), 32, info: "sweeps page session"u8.ToArray());

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

    /// <summary>Whose token has this id, while it is good; for sessions, whose seal was looked at.</summary>
    public Caller? FindById(string id) =>
        entries.TryGetValue(id, out var entry) ? (entry.IsRevoked ? null : entry.Caller) : given.FirstOrDefault(token => token.Caller.Id == id)?.Caller;

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
