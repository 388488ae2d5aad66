import { type Kysely, PostgresAdapter, sql } from 'kysely'

/** The advisory lock that PostgreSQL's nodes hold while they count. Nothing else in the database should lock this number. */
const counterLock = 7_460_915_504

/**
 * The audit log in counts by hour, so that a chart reads hundreds of rows and not millions. Names are numbers, as in the log; 0 means
 * none. Each table is stored in the order of its key, because it is read in this order.
 */
export async function createStatistics(db: Kysely<never>): Promise<void> {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter
  // Otherwise SQLite would store a table and an index of nearly the same size.
  const ordered = isPostgres ? sql`` : sql`without rowid`

  await db.schema
    .createTable('audit_hours')
    .addColumn('account', 'integer', (column) => column.notNull())
    .addColumn('hour', 'integer', (column) => column.notNull())
    .addColumn('outcome', 'integer', (column) => column.notNull())
    .addColumn('action', 'integer', (column) => column.notNull())
    .addColumn('code', 'integer', (column) => column.notNull())
    .addColumn('credential', 'integer', (column) => column.notNull())
    .addColumn('count', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('audit_hours_pkey', [
      'account',
      'hour',
      'outcome',
      'action',
      'code',
      'credential',
    ] as never)
    .modifyEnd(ordered)
    .execute()

  // `unit`: 1 for an hour, 24 for a day of UTC.
  await db.schema
    .createTable('audit_token_hours')
    .addColumn('account', 'integer', (column) => column.notNull())
    .addColumn('unit', 'integer', (column) => column.notNull())
    .addColumn('hour', 'integer', (column) => column.notNull())
    .addColumn('token', 'integer', (column) => column.notNull())
    .addColumn('outcome', 'integer', (column) => column.notNull())
    .addColumn('count', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('audit_token_hours_pkey', ['account', 'unit', 'hour', 'token', 'outcome'] as never)
    .modifyEnd(ordered)
    .execute()

  if (isPostgres) await createCountFunction(db)
}

/**
 * Creates the function that counts the next events in PostgreSQL, and says whether there were any. It remembers how far it has counted
 * in the same transaction. It takes the lock before it reads, so that nodes that count at the same time count nothing twice.
 */
async function createCountFunction(db: Kysely<never>): Promise<void> {
  await sql`create function count_audit_events(most integer) returns boolean language plpgsql as $$
    declare
      first_id bigint;
      last_id bigint;
    begin
      perform pg_advisory_xact_lock(${sql.lit(counterLock)});
      select value::bigint into first_id from settings where key = 'statistics_position';
      first_id := coalesce(first_id, 0);
      select max(id) into last_id from (select id from audit_events where id > first_id order by id limit most) next;
      if last_id is null then
        return false;
      end if;
      insert into audit_hours as present (account, hour, outcome, action, code, credential, count)
        select account, (at / 3600000)::integer, outcome, action, coalesce(code, 0), coalesce(credential, 0), sum(count)
        from audit_events where id > first_id and id <= last_id group by 1, 2, 3, 4, 5, 6
        on conflict (account, hour, outcome, action, code, credential) do update set count = present.count + excluded.count;
      insert into audit_token_hours as present (account, unit, hour, token, outcome, count)
        select account, unit, (at / 3600000 / unit * unit)::integer, token, outcome, sum(count)
        from audit_events, (values (1), (24)) units (unit)
        where id > first_id and id <= last_id and token is not null group by 1, 2, 3, 4, 5
        on conflict (account, unit, hour, token, outcome) do update set count = present.count + excluded.count;
      insert into settings (key, value) values ('statistics_position', last_id::text)
        on conflict (key) do update set value = excluded.value;
      return true;
    end $$`.execute(db)
}
