using System.Text.Json;
using Coordinator.Deciding.Sweeps;

namespace Coordinator.Deciding.Views;

/// <summary>An event of the ledger for people: what opens a door is masked.</summary>
/// <param name="By">The id of the token that wanted it; null: the coordinator itself.</param>
/// <param name="Body">As in the ledger, masked.</param>
public sealed record EventItem(long Position, string Type, DateTimeOffset At, string? By, JsonElement Body)
{
    public static EventItem Of(long position, LedgerEvent past)
    {
        var (type, body) = LedgerEventJson.Write(past);
        using var document = JsonDocument.Parse(EventMask.Mask(body));
        return new EventItem(position, type, past.At, past.By, document.RootElement.Clone());
    }
}
