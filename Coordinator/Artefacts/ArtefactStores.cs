using Coordinator.Ledger;

namespace Coordinator.Artefacts;

/// <summary>Opens the store that <c>--artefacts</c> names.</summary>
internal static class ArtefactStores
{
    /// <summary>Beside the events, so that nothing else has to be there.</summary>
    public const string WithLedger = "ledger";

    /// <param name="place"><see cref="WithLedger"/>, an <see cref="S3Address"/>, or a directory, which is on a volume that all coordinators share.</param>
    /// <param name="ledger">The ledger's database, whose tables are there already; null: the ledger is a file.</param>
    /// <param name="beside">Where artefacts are if the ledger is a file.</param>
    /// <exception cref="FormatException">There is no such store.</exception>
    /// <exception cref="ArtefactStoreException">The directory cannot be made.</exception>
    public static IArtefactStore Open(string place, PostgresAddress? ledger, string beside, ArtefactLimits limits, TimeProvider time) => place switch
    {
        // Connections of its own: uploads never wait behind the ledger's appends, nor these behind uploads.
        WithLedger when ledger is not null => new PostgresArtefacts(ledger.Connect("sweeps artefacts"), limits),
        WithLedger => new ArtefactDirectory(beside, limits, time),
        _ when place.StartsWith(S3Address.Scheme, StringComparison.Ordinal) => InS3(S3Address.Parse(place, Environment.GetEnvironmentVariable), limits, time),
        // What stands behind it may be a secret.
        _ when place.Contains("://", StringComparison.Ordinal) => throw new FormatException(
            $"--artefacts must be '{WithLedger}', {S3Address.Form} or a directory, but got '{place[..place.IndexOf(':')]}://...'"),
        _ => new ArtefactDirectory(place, limits, time),
    };

    private static S3Artefacts InS3(S3Address address, ArtefactLimits limits, TimeProvider time) => limits.MostBytes <= S3Upload.MostBytes
        ? new S3Artefacts(address, null, limits, time)
        : throw new FormatException($"--artefact-limit must be at most {S3Upload.MostBytes >> 20} with artefacts in S3 ({S3Upload.MostParts} parts of {S3Upload.PartBytes >> 20} MiB), but got {limits.MostBytes >> 20}");
}
