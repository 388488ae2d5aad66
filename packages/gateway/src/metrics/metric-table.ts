/** What is known of a metric beside its values. */
export interface MetricDefinition {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly labels: readonly string[]
  /** How the values of several workers become one. */
  readonly aggregator: 'sum' | 'min' | 'max' | 'first'
  readonly help: string
}

/**
 * Every metric of Signpost's own. The answers of the metrics listener are made from it, and the page `docs/metrics.md`
 * is held against it by a test.
 */
export const metricTable = {
  signpost_requests_total: {
    type: 'counter',
    labels: ['operation', 'outcome'],
    aggregator: 'sum',
    help: 'Decisions of the gate: allowed, denied, or failed through a fault of ours.',
  },
  signpost_refusals_total: {
    type: 'counter',
    labels: ['code'],
    aggregator: 'sum',
    help: 'Answers that were errors, by error code; also those of requests that never came to the gate.',
  },
  signpost_request_duration_seconds: {
    type: 'histogram',
    labels: ['operation', 'outcome'],
    aggregator: 'sum',
    help: 'Time from the entry of the gate to the answer, the audit log included.',
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
    help: 'Time of one commit of a batch of audit events, also of one that failed.',
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
    help: 'Audit events that may wait to be written; beyond that requests are refused.',
  },
  signpost_cache_lookups_total: {
    type: 'counter',
    labels: ['cache', 'result'],
    aggregator: 'sum',
    help: 'Look-ups in memory: of tokens, of credentials, and of what S3 said about buckets and objects.',
  },
  signpost_s3_probes_total: {
    type: 'counter',
    labels: ['result'],
    aggregator: 'sum',
    help: 'Questions about buckets and objects that were put to S3, by what came of them.',
  },
  signpost_s3_probe_seconds: {
    type: 'histogram',
    labels: [],
    aggregator: 'sum',
    help: 'Time of one question to S3.',
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
    help: 'Renewals of credentials that renew themselves, by what came of them; one node does each.',
  },
  signpost_credentials_not_renewed: {
    type: 'gauge',
    labels: [],
    aggregator: 'max',
    help: 'Credentials whose last renewal failed. They sign until their former keys end.',
  },
  signpost_rate_limit_decisions_total: {
    type: 'counter',
    labels: ['limit', 'decision'],
    aggregator: 'sum',
    help: 'Requests that were counted against the rate of their token, or of their address for a bad one.',
  },
  signpost_rate_limit_fallbacks_total: {
    type: 'counter',
    labels: [],
    aggregator: 'sum',
    help: 'Requests that this node counted by itself, since Redis did not answer.',
  },
  signpost_multipart_sweeps_total: {
    type: 'counter',
    labels: ['result'],
    aggregator: 'sum',
    help: 'Abandoned multipart uploads: aborted at S3, gone there already, failed and to be tried again, or lost with their credential.',
  },
  signpost_multipart_last_sweep_timestamp_seconds: {
    type: 'gauge',
    labels: [],
    aggregator: 'max',
    help: 'When this node last looked for abandoned multipart uploads, in epoch seconds; 0 before the first time. One node an hour does.',
  },
  signpost_database_up: {
    type: 'gauge',
    labels: [],
    aggregator: 'min',
    help: 'Whether the database answers (1) or not (0); asked at each scrape, for 1 second at the most.',
  },
  signpost_redis_up: {
    type: 'gauge',
    labels: [],
    aggregator: 'min',
    help: 'Whether Redis counts (1) or not (0); asked like the database. Absent where none is configured.',
  },
  signpost_draining: {
    type: 'gauge',
    labels: [],
    aggregator: 'min',
    help: '1 from the moment that a shutdown began.',
  },
  signpost_open_connections: {
    type: 'gauge',
    labels: [],
    aggregator: 'sum',
    help: 'Connections of clients that are open.',
  },
  signpost_file_descriptors_used_ratio: {
    type: 'gauge',
    labels: [],
    aggregator: 'max',
    help: 'Part of its limit of open file descriptors that the fullest process of the node uses, from 0 to 1.',
  },
  signpost_process_memory_bytes: {
    type: 'gauge',
    labels: [],
    aggregator: 'max',
    help: 'Resident memory of the process of the node that takes the most.',
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
    help: 'Ends of worker processes that nobody asked for, after which they are started again. Absent without workers.',
  },
  signpost_build_info: {
    type: 'gauge',
    labels: ['version', 'node_version', 'database', 'audit'],
    aggregator: 'first',
    help: 'Always 1; the labels say what runs.',
  },
} as const satisfies Record<string, MetricDefinition>

/** The name of a metric of Signpost's own. */
export type MetricName = keyof typeof metricTable
