/** The definition of a metric: everything except its values. */
export interface MetricDefinition {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly labels: readonly string[]
  /** How the values of several workers become one. */
  readonly aggregator: 'sum' | 'min' | 'max' | 'first'
  readonly help: string
}

/**
 * Every metric of Signpost's own. The answers of the metrics listener are made from this table, and a test compares the page
 * `docs/metrics.md` with it.
 */
export const metricTable = {
  signpost_requests_total: {
    type: 'counter',
    labels: ['operation', 'outcome'],
    aggregator: 'sum',
    help: 'Decisions about requests: allowed, denied, or failed through a fault of Signpost or its surroundings.',
  },
  signpost_refusals_total: {
    type: 'counter',
    labels: ['code'],
    aggregator: 'sum',
    help: 'Error responses, by error code, including those to requests that never reached a decision.',
  },
  signpost_request_duration_seconds: {
    type: 'histogram',
    labels: ['operation', 'outcome'],
    aggregator: 'sum',
    help: 'Time from the entry of a request into the gate to its decision, including the audit log.',
  },
  signpost_audit_events_total: {
    type: 'counter',
    labels: ['result'],
    aggregator: 'sum',
    help: 'Audit events handed to the database: written, or failed.',
  },
  signpost_audit_commit_seconds: {
    type: 'histogram',
    labels: [],
    aggregator: 'sum',
    help: 'Time of one commit of a batch of audit events, including commits that failed.',
  },
  signpost_audit_batch_events: {
    type: 'histogram',
    labels: [],
    aggregator: 'sum',
    help: 'Audit events in one batch.',
  },
  signpost_audit_queue_events: {
    type: 'gauge',
    labels: [],
    aggregator: 'sum',
    help: 'Audit events that are not written yet.',
  },
  signpost_audit_queue_limit: {
    type: 'gauge',
    labels: [],
    aggregator: 'sum',
    help: 'Audit events that may wait to be written; beyond that, requests are refused.',
  },
  signpost_cache_lookups_total: {
    type: 'counter',
    labels: ['cache', 'result'],
    aggregator: 'sum',
    help: 'Cache look-ups: of tokens, of credentials, and of answers of S3 about buckets and objects.',
  },
  signpost_s3_probes_total: {
    type: 'counter',
    labels: ['result'],
    aggregator: 'sum',
    help: 'Probes of buckets and objects that were sent to S3, by result.',
  },
  signpost_s3_probe_seconds: {
    type: 'histogram',
    labels: [],
    aggregator: 'sum',
    help: 'Time of one probe of S3.',
  },
  signpost_s3_breakers_open: {
    type: 'gauge',
    labels: [],
    aggregator: 'max',
    help: 'Credentials whose S3 endpoint failed within the last 70 seconds and has not answered since.',
  },
  signpost_credential_renewals_total: {
    type: 'counter',
    labels: ['result'],
    aggregator: 'sum',
    help: 'Renewals of credentials that renew themselves, by result; one node does each.',
  },
  signpost_credentials_not_renewed: {
    type: 'gauge',
    labels: [],
    aggregator: 'max',
    help: 'Credentials whose last renewal failed. They sign until their current keys expire.',
  },
  signpost_rate_limit_decisions_total: {
    type: 'counter',
    labels: ['limit', 'decision'],
    aggregator: 'sum',
    help: 'Requests that were counted against the rate of their token, or of their address if the token was bad.',
  },
  signpost_rate_limit_fallbacks_total: {
    type: 'counter',
    labels: [],
    aggregator: 'sum',
    help: 'Requests that this node counted on its own because Redis did not answer.',
  },
  signpost_multipart_sweeps_total: {
    type: 'counter',
    labels: ['result'],
    aggregator: 'sum',
    help: 'Abandoned multipart uploads: aborted at S3, already gone there, failed (to be retried), or lost with their credential.',
  },
  signpost_multipart_last_sweep_timestamp_seconds: {
    type: 'gauge',
    labels: [],
    aggregator: 'max',
    help: 'When this node last looked for abandoned multipart uploads, in epoch seconds; 0 before the first time. Each hour one node looks.',
  },
  signpost_database_up: {
    type: 'gauge',
    labels: [],
    aggregator: 'min',
    help: 'Whether the database answers (1) or not (0); asked at each scrape, for at most 1 second.',
  },
  signpost_redis_up: {
    type: 'gauge',
    labels: [],
    aggregator: 'min',
    help: 'Whether Redis counts (1) or not (0); asked like the database. Absent if no Redis is configured.',
  },
  signpost_draining: {
    type: 'gauge',
    labels: [],
    aggregator: 'min',
    help: '1 from the moment a shutdown begins, 0 before.',
  },
  signpost_open_connections: {
    type: 'gauge',
    labels: [],
    aggregator: 'sum',
    help: 'Open connections of clients.',
  },
  signpost_file_descriptors_used_ratio: {
    type: 'gauge',
    labels: [],
    aggregator: 'max',
    help: 'Share of its limit of open file descriptors that the fullest process of the node uses, from 0 to 1.',
  },
  signpost_process_memory_bytes: {
    type: 'gauge',
    labels: [],
    aggregator: 'max',
    help: 'Resident memory of the process of the node that uses the most.',
  },
  signpost_workers_expected: {
    type: 'gauge',
    labels: [],
    aggregator: 'sum',
    help: 'Worker processes that there should be. Absent without workers.',
  },
  signpost_workers_answering: {
    type: 'gauge',
    labels: [],
    aggregator: 'sum',
    help: 'Worker processes that answered at this scrape within 2 seconds. Absent without workers.',
  },
  signpost_worker_restarts_total: {
    type: 'counter',
    labels: [],
    aggregator: 'sum',
    help: 'Unexpected ends of worker processes, each followed by a restart. Absent without workers.',
  },
  signpost_build_info: {
    type: 'gauge',
    labels: ['version', 'node_version', 'database', 'audit'],
    aggregator: 'first',
    help: 'Always 1; the labels say which versions run.',
  },
} as const satisfies Record<string, MetricDefinition>

/** The name of a metric of Signpost's own. */
export type MetricName = keyof typeof metricTable
