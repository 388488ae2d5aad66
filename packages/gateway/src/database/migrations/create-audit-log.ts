import { type Kysely, PostgresAdapter, sql } from 'kysely'

/**
 * The advisory lock that PostgreSQL's writers of the audit log hold from the numbering of their events to their commit. Nothing
 * else in the database should lock this number.
 */
const writerLock = 7_460_915_503

/**
 * The audit log, laid out for cheap inserts: small numbers in place of names that recur, and indexes only for the filters of
 * `audit list`.
 *
 * `id` is the place in the order of commit: the writer that holds the lock gives out the next ones. So a reader that
 * remembers the last `id` misses nothing. `at` is the time of arrival, and the order of `audit list`.
 *
 * Nothing refers to accounts, tokens or credentials: the log outlives them.
 */
export async function createAuditLog(db: Kysely<never>): Promise<void> {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter
  // In SQLite only `integer primary key` is the row's own number. In PostgreSQL an integer has only 32 bits.
  const rowNumber = isPostgres ? 'bigint' : 'integer'

  await db.schema
    .createTable('audit_names')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .execute()

  await db.schema
    .createTable('audit_events')
    .addColumn('id', rowNumber, (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('account', 'integer', (column) => column.notNull())
    .addColumn('token', 'integer')
    .addColumn('operation', 'integer', (column) => column.notNull())
    .addColumn('action', 'integer', (column) => column.notNull())
    .addColumn('outcome', 'integer', (column) => column.notNull())
    .addColumn('code', 'integer')
    .addColumn('status', 'integer', (column) => column.notNull())
    .addColumn('credential', 'integer')
    .addColumn('bucket', 'text')
    .addColumn('key', 'text')
    .addColumn('acl', 'text')
    .addColumn('expires_in_seconds', 'integer')
    .addColumn('client_address', 'text', (column) => column.notNull())
    .addColumn('request_id', isPostgres ? sql`bytea` : 'blob', (column) => column.notNull())
    .addColumn('count', 'bigint', (column) => column.notNull().defaultTo(1))
    .addColumn('client_token', 'text')
    .addColumn('mcp_client', 'text')
    .execute()

  // Each index ends with the order of `audit list`, so that no page needs a sort. SQLite adds `id`, the row's number, to every index.
  const order = isPostgres ? ['at', 'id'] : ['at']
  const decision = db.schema.createIndex('audit_events_decision').on('audit_events')
  await decision.columns(['account', 'outcome', 'action', ...order] as never[]).execute()
  const bucket = db.schema.createIndex('audit_events_bucket').on('audit_events')
  await bucket
    .columns(['account', 'bucket', ...order] as never[])
    .where(sql.ref('bucket'), 'is not', null)
    .execute()
  const token = db.schema.createIndex('audit_events_token').on('audit_events')
  await token
    .columns(['token', ...order] as never[])
    .where(sql.ref('token'), 'is not', null)
    .execute()

  const clientToken = db.schema.createIndex('audit_events_client_token').on('audit_events')
  await clientToken
    .columns(['client_token', ...order] as never[])
    .where(sql.ref('client_token'), 'is not', null)
    .execute()

  await createView(db, isPostgres)
  if (isPostgres) await createAppendFunction(db)
}

/** The log with names in place of numbers, for SQL that is written by hand. Both engines leave out the joins that a query does not need. */
async function createView(db: Kysely<never>, isPostgres: boolean): Promise<void> {
  const time = isPostgres
    ? sql`to_timestamp(event.at / 1000.0)`
    : sql`strftime('%Y-%m-%dT%H:%M:%fZ', event.at / 1000.0, 'unixepoch')`
  const hex = isPostgres ? sql`encode(event.request_id, 'hex')` : sql`lower(hex(event.request_id))`
  const named = ['account', 'token', 'operation', 'action', 'outcome', 'code', 'credential']
  const joins = named.map(
    (name) => sql`left join audit_names ${sql.ref(name)} on ${sql.ref(`${name}.id`)} = ${sql.ref(`event.${name}`)}`,
  )
  await sql`create view audit as
    select event.id, event.at, ${time} as time, account.name as account_id, token.name as token_id,
      operation.name as operation, action.name as action, outcome.name as outcome, code.name as code, event.status,
      credential.name as credential_id, event.bucket, event.key, event.acl, event.expires_in_seconds,
      event.client_address,
      substr(${hex}, 1, 8) || '-' || substr(${hex}, 9, 4) || '-' || substr(${hex}, 13, 4) || '-' ||
      substr(${hex}, 17, 4) || '-' || substr(${hex}, 21) as request_id, event.count, event.client_token,
      event.mcp_client
    from audit_events event ${sql.join(joins, sql` `)}`.execute(db)
}

/**
 * Creates the function that adds a batch of `audit-row.ts` in PostgreSQL. It is one statement: with two, a client that stops between
 * them would leave the other writers waiting for the lock.
 *
 * A careful call adds one request at a time, leaves out the requests that are stored already, and returns those that the table
 * refuses. In any other call one bad row fails the whole batch.
 */
async function createAppendFunction(db: Kysely<never>): Promise<void> {
  const insert = (rows: string) => `
    insert into audit_events (id, at, account, token, operation, action, outcome, status, credential, bucket, key,
      expires_in_seconds, client_address, request_id, code, count, acl, client_token, mcp_client)
    select last_id + row_number() over (order by place), (r->>0)::bigint, (r->>1)::integer, (r->>2)::integer,
      (r->>3)::integer, (r->>4)::integer, (r->>5)::integer, (r->>6)::integer, (r->>7)::integer, r->>8, r->>9,
      (r->>10)::integer, r->>11, decode(replace(r->>12, '-', ''), 'hex'), (r->>13)::integer,
      coalesce((r->>14)::bigint, 1), r->>15, r->>16, r->>17
    from ${rows};
    get diagnostics added = row_count;
    last_id := last_id + added;`
  await sql`create function append_audit_events(batch jsonb, is_careful boolean)
    returns table (place integer, message text) language plpgsql as $$
    #variable_conflict use_column
    declare
      last_id bigint;
      added bigint;
      request record;
    begin
      perform pg_advisory_xact_lock(${sql.lit(writerLock)});
      select greatest(max(id), (select value::bigint from settings where settings.key = 'audit_position'), 0)
        into last_id from audit_events;
      if not is_careful then
        ${sql.raw(
          insert(`(select r, row_number() over () as place
          from jsonb_array_elements(batch) g, jsonb_array_elements(g) r) rows`),
        )}
        return;
      end if;
      for request in select g.value, g.ordinality from jsonb_array_elements(batch) with ordinality g loop
        begin
          if not exists (
            select from audit_events where account = (request.value->0->>1)::integer
              and outcome = (request.value->0->>5)::integer and action = (request.value->0->>4)::integer
              and at = (request.value->0->>0)::bigint and request_id = decode(replace(request.value->0->>12, '-', ''), 'hex')
          ) then
            ${sql.raw(insert('jsonb_array_elements(request.value) with ordinality rows (r, place)'))}
          end if;
        exception when data_exception or integrity_constraint_violation then
          place := request.ordinality - 1;
          message := sqlerrm;
          return next;
        end;
      end loop;
    end $$`.execute(db)
}
