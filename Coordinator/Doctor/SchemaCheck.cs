using Coordinator.Ledger;
using Npgsql;

namespace Coordinator.Doctor;

/// <summary>Whether the ledger's tables are there, and of which version.</summary>
internal sealed class SchemaCheck(NpgsqlDataSource source) : IFoundation
{
    public string Name => "schema";

    public async Task<Finding> Look(CancellationToken cancellation)
    {
        var version = await PostgresSchema.VersionOf(source, cancellation);
        if (version == 0) return new Finding(Name, Verdict.Wrong, "the database holds no ledger yet", "start a coordinator with this --ledger: it makes the tables; or it is the address of another database");
        return version == PostgresSchema.Newest
            ? new Finding(Name, Verdict.Good, $"the ledger's tables have version {version}, as this program's")
            : new Finding(Name, Verdict.Warning, $"the ledger's tables have version {version}, and this program's are {PostgresSchema.Newest}", "the next coordinator of this version that starts brings them up");
    }
}
