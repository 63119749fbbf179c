using Microsoft.Data.Sqlite;

namespace Coordinator.Ledger;

/// <summary>The tables of an SQLite ledger, and the numbers in the file's header that say that it is one and of which version.</summary>
internal static class SqliteSchema
{
    /// <summary>"SWPS": marks the file as a ledger of Sweeps.</summary>
    private const long ApplicationId = 0x53575053;

    /// <summary>The first version with a column for who wanted an event.</summary>
    private const long WithActor = 2;

    /// <summary>Raised when an older program could no longer read or write the file.</summary>
    private const long Version = WithActor;

    private const string Tables = """
        CREATE TABLE event (
            position INTEGER PRIMARY KEY,
            stream   TEXT NOT NULL,
            type     TEXT NOT NULL,
            version  INTEGER NOT NULL,
            time     TEXT NOT NULL,
            body     TEXT NOT NULL,
            actor    TEXT
        );
        CREATE TABLE measurement (
            sweep   INTEGER NOT NULL,
            trial   INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            epoch   INTEGER NOT NULL,
            body    TEXT NOT NULL,
            PRIMARY KEY (sweep, trial, attempt, epoch)
        ) WITHOUT ROWID;
        """;

    /// <summary>What trials print. Older programs neither need nor mind it, so that it raises no version.</summary>
    private const string Logs = """
        CREATE TABLE IF NOT EXISTS log (
            sweep    INTEGER NOT NULL,
            trial    INTEGER NOT NULL,
            attempt  INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            text     TEXT NOT NULL,
            PRIMARY KEY (sweep, trial, attempt, sequence)
        ) WITHOUT ROWID;
        """;

    private const string AddActor = "ALTER TABLE event ADD COLUMN actor TEXT;";

    /// <summary>Makes the tables where there are none, and brings those of an older version up to this one.</summary>
    public static void CreateOrMigrate(SqliteConnection connection, string path)
    {
        try
        {
            if (Scalar(connection, "SELECT count(*) FROM sqlite_schema") == 0)
            {
                SqliteLedger.Execute(connection, "PRAGMA journal_mode = WAL");
                SqliteLedger.Execute(connection, $"BEGIN IMMEDIATE; {Tables} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}; COMMIT");
            }
        }
        catch (SqliteException error)
        {
            throw new StateDirectoryException($"{path} cannot be used as a ledger: {error.Message}");
        }
        var hasActor = HasActor(connection, path);
        try
        {
            if (!hasActor) SqliteLedger.Execute(connection, $"BEGIN IMMEDIATE; {AddActor} PRAGMA user_version = {Version}; COMMIT");
            SqliteLedger.Execute(connection, Logs);
        }
        catch (SqliteException error)
        {
            throw new StateDirectoryException($"{path} was written by an older program, and cannot be brought up to version {Version}: {error.Message}");
        }
    }

    /// <summary>Whether there is a table of logs: a ledger that only older programs wrote has none.</summary>
    public static bool HasLogs(SqliteConnection connection) => Scalar(connection, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'log'") > 0;

    /// <summary>Whether events have the column <c>actor</c>: what only reads a file of the first version leaves it as it is.</summary>
    /// <exception cref="StateDirectoryException">It is no ledger, or one of a version that this program does not read.</exception>
    public static bool HasActor(SqliteConnection connection, string path)
    {
        try
        {
            if (Scalar(connection, "PRAGMA application_id") != ApplicationId)
                throw new StateDirectoryException(NoLedger(path));
            var version = Scalar(connection, "PRAGMA user_version");
            if (version is < 1 or > Version)
                throw new StateDirectoryException($"{path} has version {version}, and this program reads versions 1 to {Version}: use the program that wrote it, or another --state directory");
            return version >= WithActor;
        }
        catch (SqliteException)
        {
            throw new StateDirectoryException(NoLedger(path));
        }
    }

    public static string NoLedger(string path) => $"{path} is not a ledger of Sweeps: give another --state directory";

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
