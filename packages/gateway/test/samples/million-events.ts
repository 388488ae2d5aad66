import type { AuditQuery } from '../../src/core/audit-ports.ts'
import { newRequestId } from '../../src/core/request-id.ts'
import { sampleTime } from './samples.ts'

/** The number of events in the log of the large tests. */
export const millionCount = 1_000_000

/** The names in the million events, by number. The numbers of tokens start at 100. */
const names = [
  '',
  'acc_1',
  'acc_2',
  'acc_rare',
  'signed_url',
  'upload',
  'download',
  'allowed',
  'denied',
  'failed',
  'cred_1',
]

const numberOf = (name: string) => names.indexOf(name)

/**
 * The SQL that fills an empty log with the million events, from a table `number` that has each number as `n`.
 * @param bytes the engine's type for bytes
 */
export const describeMillion = (bytes: 'blob' | 'bytea'): readonly string[] => [
  `insert into audit_names (id, name) values ${names
    .flatMap((name, number) => (number === 0 ? [] : [`(${number}, '${name}')`]))
    .join(', ')}`,
  "insert into audit_names (id, name) select 100 + n, 'tok_' || n from number where n < 53",
  `insert into audit_events (id, at, account, token, operation, action, outcome, code, status, credential, bucket, "key",
      acl, expires_in_seconds, client_address, request_id, client_token)
    select n, ${sampleTime} + n * 1000,
      case when n % 1000 = 7 then ${numberOf('acc_rare')} when n % 50 = 7 then 0
        when n % 4 = 0 then ${numberOf('acc_2')} else ${numberOf('acc_1')} end,
      100 + n % 53, ${numberOf('signed_url')},
      case when n % 50021 = 0 then ${numberOf('upload')} else ${numberOf('download')} end,
      case when n % 10007 = 0 then ${numberOf('failed')}
        when n % 101 = 0 or (n % 4 = 0 and n > 500000) then ${numberOf('denied')} else ${numberOf('allowed')} end,
      null, 200, ${numberOf('cred_1')}, 'bucket-' || (n % 19), 'files/' || (n % 1009) || '/report.pdf', null, 300,
      '192.0.2.1', cast('0123456789abcdef' as ${bytes}),
      case when n % 3 = 0 then 'client-' || (n % 29) end
    from number`,
]

const accountId = 'acc_1'
const since = sampleTime + 86_400_000
const until = sampleTime + 9 * 86_400_000
const requestId = newRequestId(sampleTime + 500_000_000)
const middle = { at: sampleTime + 500_000_000, id: 500_000 }

/** The relevant filters of a page, alone and combined. */
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
  'client token': { accountId, clientToken: 'client-1' },
  'client token, token, span': { accountId, clientToken: 'client-1', tokenId: 'tok_1', since, until },
  'client token, bucket, outcome': { accountId, clientToken: 'client-1', bucket: 'bucket-1', outcome: 'denied' },
  outcome: { accountId, outcome: 'denied' },
  'rare outcome': { accountId, outcome: 'failed' },
  'outcome, since': { accountId, outcome: 'denied', since },
  'allowed, behind a flood of refusals': { accountId: 'acc_2', outcome: 'allowed' },
  'one account among many': { accountId: 'acc_rare' },
  'rare action': { accountId, action: 'upload' },
  'action, outcome': { accountId, action: 'download', outcome: 'denied' },
  'action, span': { accountId, action: 'download', since, until },
  'bucket, action': { accountId, bucket: 'bucket-1', action: 'download' },
  'token, action': { accountId, tokenId: 'tok_1', action: 'download' },
  'bucket, token': { accountId, bucket: 'bucket-1', tokenId: 'tok_1' },
  'bucket, outcome': { accountId, bucket: 'bucket-1', outcome: 'denied' },
  'bucket, token, outcome': { accountId, bucket: 'bucket-1', tokenId: 'tok_1', outcome: 'denied' },
  'bucket, key prefix': { accountId, bucket: 'bucket-1', keyPrefix: 'files/7/' },
  'key prefix': { accountId, keyPrefix: 'files/7/' },
  'request id': { accountId, requestId },
  'request id, bucket': { accountId, requestId, bucket: 'bucket-1' },
  'client address': { accountId, clientAddress: '198.51.100.1' },
}

/** The first page and a page from the middle for each filter, in both orders. */
export const millionQueries: readonly { readonly name: string; readonly query: AuditQuery }[] = Object.entries(
  filters,
).flatMap(([name, filter]) =>
  (['newest', 'oldest'] as const).flatMap((order) => [
    { name: `${name}, ${order} first`, query: { ...filter, order, limit: 51 } },
    { name: `${name}, ${order} first, from the middle`, query: { ...filter, order, limit: 51, after: middle } },
  ]),
)
