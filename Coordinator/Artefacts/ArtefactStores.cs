using Npgsql;

namespace Coordinator.Artefacts;

/// <summary>Opens the store that <c>--artefacts</c> names.</summary>
internal static class ArtefactStores
{
    /// <summary>In the ledger's PostgreSQL.</summary>
    public const string WithLedger = "ledger";

    /// <param name="place"><see cref="WithLedger"/>, or a directory, which may be a volume that all coordinators share.</param>
    /// <param name="ledger">The ledger's database, whose tables are there already; null: the ledger is no PostgreSQL.</param>
    /// <param name="beside">Where artefacts are where the ledger is a file.</param>
    public static IArtefactStore Open(string place, string? ledger, string beside, ArtefactLimits limits, TimeProvider time) => place switch
    {
        WithLedger when ledger is not null => new PostgresArtefacts(NewDataSource(ledger), limits),
        WithLedger => new ArtefactDirectory(beside, limits, time),
        _ when place.Contains("://", StringComparison.Ordinal) => throw new FormatException(
            $"--artefacts must be '{WithLedger}' or a directory, but got '{place.Split("://")[0]}://...'"),
        _ => new ArtefactDirectory(place, limits, time),
    };

    /// <summary>Connections of the artefacts' own: uploads never wait behind the ledger's appends, nor these behind uploads.</summary>
    private static NpgsqlDataSource NewDataSource(string ledger) => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ledger)
    {
        ApplicationName = "sweeps artefacts",
        Pooling = true,
        MinPoolSize = 0,
        MaxPoolSize = 8,
        MaxAutoPrepare = 20,
        AutoPrepareMinUsages = 2,
    });
}
