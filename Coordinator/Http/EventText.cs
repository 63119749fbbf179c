using System.Text.Json;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;

namespace Coordinator.Http;

/// <summary>An event as server-sent events have it: its position as the id that a watcher comes back with, its type, and all of it as data.</summary>
internal static class EventText
{
    public static string Of(long position, LedgerEvent past)
    {
        var item = EventItem.Of(position, past);
        return $"id: {position}\nevent: {item.Type}\ndata: {JsonSerializer.Serialize(item, ApiJson.Default.EventItem)}\n\n";
    }
}
