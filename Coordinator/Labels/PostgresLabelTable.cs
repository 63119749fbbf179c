using Coordinator.Ledger;
using Npgsql;
using Shared.Trials;

namespace Coordinator.Labels;

/// <summary>
/// Results by label for SQL, beside the ledger in its PostgreSQL. Nothing is decided by them and nothing depends on them: they are what evaluations
/// say, and can be told again from those at any time.
/// </summary>
/// <param name="source">Not disposed with this table.</param>
internal sealed class PostgresLabelTable(NpgsqlDataSource source)
{
    public const string Tables = """
        -- sweep: position of its launch. evaluation: the artefact that it was told from. rank: 1 is the best; null of a baseline that is not among the best.
        CREATE TABLE sweeps.labelled_trial (
            sweep       bigint NOT NULL,
            trial       integer NOT NULL,
            evaluation  text NOT NULL,
            rank        integer,
            is_baseline boolean NOT NULL,
            PRIMARY KEY (sweep, trial)
        );
        -- On the validation part; null without a positive there.
        CREATE TABLE sweeps.label_result (
            sweep              bigint NOT NULL,
            trial              integer NOT NULL,
            label              integer NOT NULL,
            name               text NOT NULL,
            training_positives integer NOT NULL,
            average_precision  double precision,
            threshold          real NOT NULL,
            PRIMARY KEY (sweep, trial, label),
            FOREIGN KEY (sweep, trial) REFERENCES sweeps.labelled_trial ON DELETE CASCADE
        );

        -- label: its number in the prepared data.
        CREATE VIEW sweeps.label_view AS
        SELECT sweep.id AS sweep_id, sweep.sweep, told.trial, told.rank, told.is_baseline,
            result.label, result.name, result.training_positives, result.average_precision, result.threshold
        FROM sweeps.sweep_view AS sweep
        JOIN sweeps.labelled_trial AS told ON told.sweep = sweep.id
        JOIN sweeps.label_result AS result ON result.sweep = told.sweep AND result.trial = told.trial;
        """;

    /// <summary>What is told.</summary>
    public Task<IReadOnlyList<LabelledTrial>> Told(CancellationToken cancellation) => PostgresLedger.Reachable<IReadOnlyList<LabelledTrial>>(async () =>
    {
        await using var command = source.CreateCommand("SELECT sweep, trial, evaluation, rank, is_baseline FROM sweeps.labelled_trial");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var told = new List<LabelledTrial>();
        while (await reader.ReadAsync(cancellation))
            told.Add(new(reader.GetInt64(0), reader.GetInt32(1), ArtefactAddress.Parse(reader.GetString(2)), reader.IsDBNull(3) ? null : reader.GetInt32(3), reader.GetBoolean(4)));
        return told;
    });

    /// <summary>Tells a trial's results in the place of what was told of it.</summary>
    /// <param name="evaluation">null: what is stored under its address is no evaluation, and nobody needs to look again.</param>
    public Task Tell(LabelledTrial trial, Evaluation? evaluation, CancellationToken cancellation) => PostgresLedger.Reachable(async () =>
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection)
        {
            // One batch is one transaction.
            BatchCommands =
            {
                Command("DELETE FROM sweeps.labelled_trial WHERE sweep = $1 AND trial = $2", trial.Sweep, trial.Trial),
                Command("INSERT INTO sweeps.labelled_trial VALUES ($1, $2, $3, $4, $5)", trial.Sweep, trial.Trial, trial.Evaluation.ToString(), (object?)trial.Rank ?? DBNull.Value, trial.IsBaseline),
            },
        };
        if (evaluation is not null)
        {
            batch.BatchCommands.Add(Command(
                """
                INSERT INTO sweeps.label_result
                SELECT $1, $2, n - 1, name, positives, precision, threshold FROM unnest($3, $4, $5, $6) WITH ORDINALITY AS label (name, positives, precision, threshold, n)
                """,
                trial.Sweep, trial.Trial, evaluation.Labels.Select(Storable).ToArray(), evaluation.TrainingPositives.ToArray(), evaluation.Parts.Validation.Ap.ToArray(), evaluation.Thresholds.ToArray()));
        }
        return await batch.ExecuteNonQueryAsync(cancellation);
    });

    /// <summary>Says where trials stand among the others that are told.</summary>
    public Task Rank(IReadOnlyList<LabelledTrial> trials, CancellationToken cancellation) => Change(
        "UPDATE sweeps.labelled_trial AS told SET rank = now.rank FROM unnest($1, $2, $3) AS now (sweep, trial, rank) WHERE told.sweep = now.sweep AND told.trial = now.trial",
        cancellation, trials.Select(trial => trial.Sweep).ToArray(), trials.Select(trial => trial.Trial).ToArray(), trials.Select(trial => trial.Rank).ToArray());

    public Task Delete(IReadOnlyList<LabelledTrial> trials, CancellationToken cancellation) => Change(
        "DELETE FROM sweeps.labelled_trial AS told USING unnest($1, $2) AS gone (sweep, trial) WHERE told.sweep = gone.sweep AND told.trial = gone.trial",
        cancellation, trials.Select(trial => trial.Sweep).ToArray(), trials.Select(trial => trial.Trial).ToArray());

    private Task<int> Change(string sql, CancellationToken cancellation, params object[] parameters) => PostgresLedger.Reachable(async () =>
    {
        await using var command = source.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return await command.ExecuteNonQueryAsync(cancellation);
    });

    private static NpgsqlBatchCommand Command(string sql, params object[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return command;
    }

    /// <summary>PostgreSQL's texts have neither NUL nor halves of characters.</summary>
    private static string Storable(string name) => string.Concat(name.EnumerateRunes()).Replace('\0', '\uFFFD');
}
