namespace Coordinator.Artefacts;

/// <summary>How much a store takes.</summary>
/// <param name="MostBytes">Of one artefact.</param>
/// <param name="Quota">Of all together; null: as much as there is room for.</param>
internal sealed record ArtefactLimits(long MostBytes, long? Quota)
{
    /// <summary>Prepared data and models are megabytes; more than a gigabyte is a mistake or an attack, unless somebody says otherwise.</summary>
    public static readonly ArtefactLimits Default = new(1L << 30, null);

    /// <summary>For what this program stores itself.</summary>
    public static readonly ArtefactLimits None = new(long.MaxValue, null);

    /// <param name="used">Bytes of what is stored.</param>
    /// <param name="bytes">Bytes of what would be.</param>
    public ArtefactRefusal? Refuses(long used, long bytes) =>
        bytes > MostBytes ? new ArtefactRefusal.TooLarge(MostBytes)
        : Quota is { } quota && bytes > quota - used ? new ArtefactRefusal.OverQuota(bytes, used, quota)
        : null;
}
