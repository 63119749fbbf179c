using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.Json;
using Coordinator.Artefacts;
using Coordinator.Deciding.Sweeps;
using Coordinator.Labels;
using Coordinator.Ledger;
using Coordinator.Running;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shared.Protocol;
using Shared.Trials;
using Tests.Agent;
using Tests.Artefacts;
using Tests.Deciding;
using Tests.Peers;

namespace Tests.Labels;

/// <summary>What SQL sees of results by label, over a real PostgreSQL, as trials complete and coordinators come and go.</summary>
public sealed class LabelTellerTests(SharedPostgres postgres) : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private readonly Scenario scenario = Scenario.Launched(trials: 40);
    private readonly Dictionary<int, Evaluation> evaluations = [];
    private NpgsqlDataSource source = null!;
    private ArtefactDirectory store = null!;
    private IReignObserver kept = null!;
    private LabelTeller teller = null!;
    private bool leads = true;
    private long written;
    private long claims;

    public async ValueTask InitializeAsync()
    {
        source = PostgresAddress.Parse(await postgres.NewDatabase(), null).Connect("tests");
        await PostgresSchema.Migrate(source, default);
        store = new ArtefactDirectory(folder.File("artefacts"), ArtefactLimits.Default, TimeProvider.System);
        TakeOver();
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task The_view_has_what_the_evaluations_of_the_baseline_and_the_best_say_by_rank()
    {
        foreach (var value in new[] { 0.2, 0.4, 0.3 }) await Complete(value);

        Assert.Equal(Said((1, 1), (2, 2), (0, 3)), await Told());
    }

    [Fact]
    public async Task Twenty_are_told_and_a_baseline_that_is_not_among_them_has_no_rank()
    {
        await Complete(0.01);
        for (var trial = 1; trial <= 22; trial++) await Complete(0.1 + (trial * 0.01));

        Assert.Equal(Said([.. Enumerable.Range(3, 20).Select(trial => (trial, (int?)(23 - trial))), (0, null)]), await Told());
    }

    [Fact]
    public async Task Whoever_leads_next_tells_what_is_missing_and_nothing_twice()
    {
        foreach (var value in new[] { 0.2, 0.4 }) await Complete(value);
        await Told();
        await Execute("DELETE FROM sweeps.labelled_trial WHERE trial = 1");
        TakeOver();
        Assert.Equal(Said((1, 1), (0, 2)), await Told());

        var before = await Execute("SELECT string_agg(xmin::text, ' ' ORDER BY trial) FROM sweeps.labelled_trial");
        TakeOver();
        await Told();
        Assert.Equal(before, await Execute("SELECT string_agg(xmin::text, ' ' ORDER BY trial) FROM sweeps.labelled_trial"));
    }

    [Fact]
    public async Task What_is_no_evaluation_keeps_no_other_trial_from_being_told()
    {
        await Complete(0.2, "no JSON at all"u8.ToArray());
        await Complete(0.5, Packed(Evaluate(1) with { Thresholds = [0.5f] }));
        await Complete(0.4);

        Assert.Equal(Said((2, 2)), await Told());
        Assert.Equal(3L, await Execute("SELECT count(*) FROM sweeps.labelled_trial"));
    }

    [Fact]
    public async Task A_deleted_sweep_takes_its_results_with_it()
    {
        await Complete(0.2);
        Assert.NotEmpty(await Told());
        scenario.When(new FleetCommand.Cancel(Scenario.Sweep, scenario.Now));
        scenario.When(new FleetCommand.Delete(Scenario.Sweep, scenario.Now));
        TakeOver();

        Assert.Empty(await Told());
        Assert.Equal(0L, await Execute("SELECT count(*) FROM sweeps.label_result"));
    }

    [Fact]
    public async Task Who_does_not_lead_changes_nothing()
    {
        await Complete(0.2);
        leads = false;
        Assert.Empty(await Told());
    }

    /// <summary>A coordinator that folds the ledger as it is.</summary>
    private void TakeOver()
    {
        var anew = new KeptLabels();
        kept = anew;
        foreach (var past in scenario.Ledger) kept.Remember(past);
        kept.Begin(scenario.State);
        teller = new LabelTeller(anew, store, new PostgresLabelTable(source), () => leads, TimeProvider.System, new ReignLog(NullLogger.Instance));
    }

    /// <param name="evaluation">What the trial stores as such; null: one of its own.</param>
    private async Task Complete(double value, byte[]? evaluation = null)
    {
        var trial = evaluations.Count;
        evaluation ??= Packed(Evaluate(trial));
        evaluations[trial] = Evaluate(trial);
        var stored = new Content(evaluation);
        Assert.Null(await store.Store(stored.Address, stored.ToStream(), default));
        var from = scenario.Ledger.Count;
        if (scenario.State.Sweep(Scenario.Sweep)!.Trials.All(trial => trial.Phase is TrialPhase.Completed)) scenario.Propose();
        var (_, token) = scenario.Claim(++claims);
        var result = Scenario.Completed(value) with { Artefacts = ImmutableDictionary<string, ArtefactAddress>.Empty.Add(TrialFiles.Evaluation, stored.Address) };
        scenario.Finish(token, result);
        kept.Appended(scenario.State, scenario.Ledger[from..]);
    }

    /// <summary>An evaluation that no other trial has: three labels, one of which validation does not have.</summary>
    private static Evaluation Evaluate(int trial) => new(
        Evaluation.Version, ["frequent", "rare", "never\0there"], [900, 9, 1], [0.5f, 0.25f, 0.125f],
        new EvaluatedParts(new EvaluatedPart(100, [50, 3, 0], [0.5 + (trial * 0.001), 0.1 + (trial * 0.01), null], [0.9, 0.8, null], null, new TunedDecisions([40, 1, 0], [9, 2, 0]), [[], [], []], [null, null, null], new PooledCurve(53, 300, [], []))));

    private static byte[] Packed(Evaluation evaluation)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) JsonSerializer.Serialize(gzip, evaluation, EvaluationJson.Default.Evaluation);
        return packed.ToArray();
    }

    private List<string> Said(params (int Trial, int? Rank)[] trials) =>
        [.. trials.SelectMany(told => evaluations[told.Trial].Labels.Select((label, c) => string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"rare {told.Trial} {told.Rank} {told.Trial == 0} {label.Replace('\0', '\uFFFD')} {evaluations[told.Trial].TrainingPositives[c]} {evaluations[told.Trial].Parts.Validation.Ap[c]} {evaluations[told.Trial].Thresholds[c]}"))).Order(StringComparer.Ordinal)];

    /// <summary>What the view has after a look; the ledger's events are where a program would have appended them.</summary>
    private async Task<List<string>> Told()
    {
        await using (var ledger = new PostgresLedger(source)) await ledger.Append(written + 1, scenario.Ledger[(int)written..], [], default);
        written = scenario.Ledger.Count;
        await teller.Look(default);
        await using var command = source.CreateCommand("SELECT sweep, trial, rank, is_baseline, name, training_positives, average_precision, threshold FROM sweeps.label_view");
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{reader[0]} {reader[1]} {reader[2]} {reader[3]} {reader[4]} {reader[5]} {reader[6]} {reader[7]}"));
        return [.. rows.Order(StringComparer.Ordinal)];
    }

    private async Task<object?> Execute(string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
