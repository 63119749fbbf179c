using System.Globalization;
using Coordinator.Artefacts;

namespace Coordinator.Doctor;

/// <summary>Whether the store of artefacts takes something, gives it back, lists it and deletes it, as from here. Leaves nothing behind.</summary>
internal sealed class ArtefactsCheck(IArtefactStore store, string place, TimeProvider time) : ICheck
{
    public string Name => "artefacts";

    public async Task<Finding> Look(CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        if (await StoreProbe.Try(store, cancellation) is { } refusal) return new Finding(Name, Verdict.Warning, refusal.Message);
        return new Finding(
            Name, Verdict.Good, string.Create(CultureInfo.InvariantCulture, $"{place} takes one, gives it back and deletes it, in {time.GetElapsedTime(begun).TotalMilliseconds:F0} ms from here"));
    }
}
