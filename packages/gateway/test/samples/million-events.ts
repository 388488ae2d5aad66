import type { AuditQuery } from '../../src/core/ports.ts'
import { sampleTime } from './samples.ts'

/** How many events are in the log of the tests on a million. */
export const millionCount = 1_000_000

/**
 * SQL for the rows of a million events, one a second, of an expression that is the event's number: three quarters are of
 * `acc_1`, a fiftieth is of nobody, the rest is of `acc_2`; 20 buckets, 50 tokens; one in 100 was denied, one in 10,000 failed.
 */
export function describeMillionth(n: string): string {
  return `${sampleTime} + ${n} * 1000, 'e' || ${n},
    case when ${n} % 50 = 7 then '' when ${n} % 4 = 0 then 'acc_2' else 'acc_1' end,
    'tok_' || (${n} % 53), 'signed_url', case when ${n} % 3 = 0 then 'upload' else 'download' end, 'bucket-' || (${n} % 19), 'files/' || (${n} % 1009) || '/report.pdf', 300, null,
    'cred_1', case when ${n} % 10007 = 0 then 'failed' when ${n} % 101 = 0 then 'denied' else 'allowed' end,
    null, 200, '192.0.2.1', 'request-' || ${n}`
}

const accountId = 'acc_1'
const since = sampleTime + 86_400_000
const until = sampleTime + 9 * 86_400_000
const middle = { at: sampleTime + 500_000_000, id: 'e500000' }

/** The filters of a page that matter, alone and with each other. */
const filters: Readonly<Record<string, Omit<AuditQuery, 'order' | 'limit'>>> = {
  'no filter': { accountId },
  'nobody’s': { accountId: undefined },
  since: { accountId, since },
  until: { accountId, until },
  span: { accountId, since, until },
  bucket: { accountId, bucket: 'bucket-1' },
  'bucket, span': { accountId, bucket: 'bucket-1', since, until },
  token: { accountId, tokenId: 'tok_1' },
  'token, since': { accountId, tokenId: 'tok_1', since },
  outcome: { accountId, outcome: 'denied' },
  action: { accountId, action: 'upload' },
  'rare outcome': { accountId, outcome: 'failed' },
  'outcome, since': { accountId, outcome: 'denied', since },
  'bucket, token': { accountId, bucket: 'bucket-1', tokenId: 'tok_1' },
  'bucket, outcome': { accountId, bucket: 'bucket-1', outcome: 'denied' },
  'bucket, token, outcome': { accountId, bucket: 'bucket-1', tokenId: 'tok_1', outcome: 'denied' },
  'bucket, key prefix': { accountId, bucket: 'bucket-1', keyPrefix: 'files/7/' },
  'key prefix': { accountId, keyPrefix: 'files/7/' },
}

/** Each filter as the first page and as one from the middle, in both orders. */
export const millionQueries: readonly { readonly name: string; readonly query: AuditQuery }[] = Object.entries(
  filters,
).flatMap(([name, filter]) =>
  (['newest', 'oldest'] as const).flatMap((order) => [
    { name: `${name}, ${order} first`, query: { ...filter, order, limit: 51 } },
    { name: `${name}, ${order} first, from the middle`, query: { ...filter, order, limit: 51, after: middle } },
  ]),
)
