namespace Coordinator.Artefacts;

/// <summary>Why an artefact was not stored.</summary>
internal abstract record ArtefactRefusal
{
    private ArtefactRefusal() { }

    public abstract string Message { get; }

    public sealed record TooLarge(long MostBytes) : ArtefactRefusal
    {
        public override string Message => $"an artefact has at most {Size(MostBytes)} (the coordinator's --artefact-limit)";
    }

    public sealed record OverQuota(long Bytes, long Used, long Quota) : ArtefactRefusal
    {
        public override string Message =>
            $"no room for {Size(Bytes)}: artefacts take {Size(Used)} of at most {Size(Quota)} (the coordinator's --artefact-quota); " +
            "lower `keep_weights`, delete sweeps that are done (sweeps delete NAME), or raise the quota";
    }

    public sealed record OtherContent : ArtefactRefusal
    {
        public static readonly OtherContent Instance = new();

        private OtherContent() { }

        public override string Message => "the content's SHA-256 is not the address";
    }

    private static string Size(long bytes) => bytes < 1 << 20 ? $"{bytes} bytes" : $"{bytes / (double)(1 << 20):F1} MiB";
}
