import { generateToken, hashToken } from '../../src/tokens/token-format.ts'
import {
  sampleAccount,
  sampleAdministrationEvent,
  sampleAuditEvent,
  sampleCredential,
  sampleToken,
  sampleUpload,
} from '../samples/samples.ts'
import { storeCredential } from '../samples/store-credential.ts'
import { goodPassword } from '../servers/sign-in-client.ts'
import type { DashboardStand } from './dashboard-stand.ts'

/** A name that runs a script wherever it is rendered as HTML, and reports where. It has no slash, because paths contain it as well. */
export const hostile = (what: string) => `<img src=x onerror=xss("${what}")>'"\`\${1}{{1}}`

/** The places of the hostile names that tests must know. */
export interface HostileNames {
  readonly credential: 'shown'
  readonly tokenId: string
}

/**
 * Stores a script in every text of the database, bypassing the rules for names. The rules may be loosened one day, and an
 * attacker who can write to the database must not gain control of an owner's browser.
 */
export async function storeHostileNames({ gateway, place, signIn }: DashboardStand): Promise<HostileNames> {
  const { accounts, credentials, tokens, uploads, audit, administration } = gateway.database
  const now = Date.now()
  const account = (await accounts.list())[0] ?? sampleAccount()
  const accountId = account.id
  await accounts.insert(sampleAccount({ name: hostile('account'), createdAt: now }))
  // The page of this credential shows all the hostile texts, so its own name is harmless. The list has a hostile name.
  const { id: credentialId } = await storeCredential('shown', place)
  const credential = (await credentials.findByName(accountId, 'shown')) ?? sampleCredential()
  await credentials.update({
    ...credential,
    ...{ accessKeyId: '<script>xss("access-key-id")', bucketPatterns: [hostile('pattern')] },
  })
  await storeCredential('other', place)
  const other = await credentials.findByName(accountId, 'other')
  await credentials.rename(accountId, other?.id ?? '', hostile('credential'))
  const token = sampleToken({
    accountId,
    name: hostile('token'),
    hash: hashToken(generateToken()),
    credentialId,
    limits: { allow: [`upload:my-bucket/${hostile('rule')}*`] },
    createdAt: now,
  })
  await tokens.insert(token)
  const object = { bucket: hostile('bucket'), key: `in/${hostile('key')}` }
  await uploads.insert(
    sampleUpload({
      ...{
        accountId,
        credentialId,
        bucket: 'my-bucket',
        key: object.key,
        state: 'open',
        uploadId: hostile('upload-id'),
      },
      ...{ contentType: hostile('content-type'), createdAt: now },
    }),
  )
  const event = { accountId, tokenId: token.id, credentialId, ...object, at: now - 60_000 }
  const names = { mcpClient: hostile('mcp-client'), acl: hostile('acl'), clientAddress: hostile('client-address') }
  const denied = { outcome: 'denied', code: 'key_not_allowed', status: 403 } as const
  await audit.append([
    [sampleAuditEvent({ ...event, ...names, action: 'upload' })],
    [sampleAuditEvent({ ...event, ...denied, operation: hostile('operation'), action: 'upload' })],
  ])
  await administration.record(
    sampleAdministrationEvent({
      ...{ accountId, at: now, actor: { via: 'dashboard', name: hostile('actor') } },
      target: { kind: 'credential', id: credentialId, name: hostile('target') },
      changes: [{ field: hostile('field'), from: hostile('from'), to: { [hostile('to')]: hostile('to') } }],
    }),
  )
  const { client } = await signIn('hostile@example.com', { invitedBy: hostile('inviter') })
  const browser = { 'user-agent': hostile('user-agent'), 'x-forwarded-for': hostile('forwarded') }
  await client.post('/admin/auth/sign-in/password', { email: 'hostile@example.com', password: goodPassword }, browser)
  return { credential: 'shown', tokenId: token.id }
}
