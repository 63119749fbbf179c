namespace Coordinator.Ledger;

/// <summary>
/// Views for people and for Grafana, over what the ledger says: the sweeps there are, without those deleted, their trials, attempts and
/// measurements. No program of ours reads them. A role that may read the views need not be able to read the events, among which are hashes of tokens.
/// </summary>
internal static class PostgresViews
{
    public const string Views = """
        -- All but the many events that views never look for.
        CREATE INDEX event_of_sweep ON sweeps.event (stream, type, position) WHERE type <> 'attempt_measured';

        -- id: position of the launch, since a name can be used again.
        CREATE VIEW sweeps.sweep_view AS
        SELECT launch.position AS id, launch.stream AS sweep, launch.time::timestamptz AS launched_at,
            launch.body::jsonb #>> '{spec,objective,measure}' AS objective,
            (launch.body::jsonb #>> '{spec,objective,maximise}')::boolean AS maximise
        FROM sweeps.event AS launch
        WHERE launch.type = 'sweep_launched'
          AND NOT EXISTS (
            SELECT FROM sweeps.event AS deletion
            WHERE deletion.stream = launch.stream AND deletion.type = 'sweep_deleted' AND deletion.position > launch.position);

        -- best: the best objective of the trials completed so far, in the order in which they were. A body is read as JSON once (OFFSET 0 keeps it so).
        CREATE VIEW sweeps.trial_view AS
        WITH latest AS (
            SELECT DISTINCT ON (event.stream, (parsed.body ->> 'trial')::integer) event.position, event.stream, (parsed.body ->> 'trial')::integer AS trial, event.type, event.time, parsed.body
            FROM sweeps.event AS event CROSS JOIN LATERAL (SELECT event.body::jsonb AS body OFFSET 0) AS parsed
            WHERE event.type IN ('attempt_started', 'attempt_handed_back', 'attempt_failed', 'trial_retried', 'trial_completed')
            ORDER BY event.stream, (parsed.body ->> 'trial')::integer, event.position DESC
        )
        SELECT sweep.id AS sweep_id, sweep.sweep, (proposed.body ->> 'trial')::integer AS trial,
            proposed.body ->> 'origin' AS origin, (proposed.body ->> 'baseline')::boolean AS baseline,
            proposed.body -> 'assignment' AS assignment, proposed.body #>> '{assignment,loss}' AS loss,
            proposal.time::timestamptz AS proposed_at,
            CASE
                WHEN latest.type = 'trial_completed' THEN 'completed'
                WHEN latest.type = 'attempt_started' THEN 'running'
                WHEN latest.type = 'attempt_failed' AND (latest.body ->> 'final')::boolean THEN latest.body ->> 'kind'
                ELSE 'waiting'
            END AS outcome,
            (latest.body ->> 'attempt')::integer AS attempt,
            CASE WHEN latest.type = 'attempt_failed' THEN latest.body ->> 'message' END AS message,
            CASE WHEN latest.type IN ('trial_completed', 'attempt_failed') THEN latest.time::timestamptz END AS ended_at,
            (latest.body ->> 'objective')::double precision AS objective,
            (latest.body ->> 'seconds')::double precision AS seconds,
            (latest.body ->> 'best_epoch')::integer AS best_epoch,
            CASE WHEN latest.type = 'trial_completed' THEN latest.body -> 'values' END AS measures,
            CASE WHEN latest.type = 'trial_completed' THEN
                CASE WHEN sweep.maximise THEN MAX((latest.body ->> 'objective')::double precision) OVER so_far ELSE MIN((latest.body ->> 'objective')::double precision) OVER so_far END
            END AS best
        FROM sweeps.sweep_view AS sweep
        JOIN sweeps.event AS proposal ON proposal.stream = sweep.sweep AND proposal.type = 'trial_proposed' AND proposal.position > sweep.id
        CROSS JOIN LATERAL (SELECT proposal.body::jsonb AS body OFFSET 0) AS proposed
        LEFT JOIN latest ON latest.stream = sweep.sweep AND latest.trial = (proposed.body ->> 'trial')::integer AND latest.position > proposal.position
        -- The name as well, so that a question about one sweep looks at no other.
        WINDOW so_far AS (PARTITION BY sweep.sweep, sweep.id ORDER BY latest.type = 'trial_completed' DESC, latest.position);

        -- One row a measure; what is not finite is left out.
        CREATE VIEW sweeps.measurement_view AS
        SELECT sweep.id AS sweep_id, sweep.sweep, measurement.trial, measurement.attempt, measurement.epoch,
            (measurement.body::jsonb ->> 'seconds')::double precision AS seconds, measure.key AS measure, (measure.value #>> '{}')::double precision AS value
        FROM sweeps.sweep_view AS sweep
        JOIN sweeps.measurement AS measurement ON measurement.sweep = sweep.id
        CROSS JOIN LATERAL jsonb_each(measurement.body::jsonb -> 'values') AS measure
        WHERE jsonb_typeof(measure.value) = 'number';

        -- ended_at: null while it is held.
        CREATE VIEW sweeps.attempt_view AS
        SELECT sweep.id AS sweep_id, sweep.sweep, (started.body::jsonb ->> 'trial')::integer AS trial, (started.body::jsonb ->> 'attempt')::integer AS attempt,
            started.body::jsonb #>> '{worker,name}' AS worker, (started.body::jsonb ->> 'slot')::integer AS slot,
            started.time::timestamptz AS started_at, ending.time::timestamptz AS ended_at,
            CASE ending.type WHEN 'trial_completed' THEN 'completed' WHEN 'attempt_handed_back' THEN 'handed_back' WHEN 'attempt_failed' THEN ending.body::jsonb ->> 'kind' ELSE 'running' END AS outcome
        FROM sweeps.sweep_view AS sweep
        JOIN sweeps.event AS started ON started.stream = sweep.sweep AND started.type = 'attempt_started' AND started.position > sweep.id
        LEFT JOIN sweeps.event AS ending ON ending.stream = sweep.sweep AND ending.type IN ('trial_completed', 'attempt_handed_back', 'attempt_failed') AND ending.position > started.position
            AND ending.body::jsonb -> 'trial' = started.body::jsonb -> 'trial' AND ending.body::jsonb -> 'attempt' = started.body::jsonb -> 'attempt';

        -- What happened that a curve may bend for.
        CREATE VIEW sweeps.annotation_view AS
        SELECT position, time::timestamptz AS at, CASE WHEN stream = 'fleet' THEN NULL ELSE stream END AS sweep,
            CASE type
                WHEN 'leadership_taken' THEN 'failover' WHEN 'sweep_launched' THEN 'launch' WHEN 'sweep_paused' THEN 'pause' WHEN 'sweep_resumed' THEN 'resume'
                WHEN 'sweep_stopping' THEN 'stop' WHEN 'sweep_ended' THEN 'end' WHEN 'sweep_deleted' THEN 'delete' WHEN 'worker_set_aside' THEN 'worker set aside'
            END AS what,
            COALESCE(body::jsonb ->> 'message', body::jsonb ->> 'reason', body::jsonb ->> 'host', '') AS text
        FROM sweeps.event
        WHERE type IN ('leadership_taken', 'sweep_launched', 'sweep_paused', 'sweep_resumed', 'sweep_stopping', 'sweep_ended', 'sweep_deleted', 'worker_set_aside');
        """;
}
