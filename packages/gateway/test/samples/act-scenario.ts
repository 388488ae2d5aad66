import { hashInvitationToken } from '../../src/admin/invitation-link.ts'
import type { AdminAnswer, AdminStand } from './admin-stand.ts'
import { sampleAuditEvent, sampleTime, sampleUpload } from './samples.ts'
import { scriptStore } from './scripted-store.ts'

/** The answers to the former steps, by the names of their acts. */
export type Answers = Readonly<Record<string, AdminAnswer['data']>>

/** One act with valid input. */
interface Step {
  readonly act: string
  readonly input?: (answers: Answers) => object
  /** The error code of the answer, if the act cannot succeed on the stand. */
  readonly code?: string
}

/** A text that runs a script wherever a page renders it as HTML. */
export const scriptText = `"><script>alert(1)</script><img src=x onerror='alert(2)'>\u2028`

const origin = 'https://app.example.com'
const store = { accessKeyId: 'AKIDEXAMPLE', region: 'eu-central-1', endpoint: 'https://s3.store.invalid' }
const secret = { secretAccessKey: 'a-secret-access-key' }

/** Every act of the registry, in an order in which each act finds what it needs. A new act must be added here. */
export const scenario: readonly Step[] = [
  { act: 'show_overview' },
  { act: 'list_stores' },
  { act: 'add_account', input: () => ({ name: 'acme' }) },
  { act: 'list_accounts', input: () => ({ search: 'ACM', order: 'newest' }) },
  { act: 'show_account', input: () => ({ name: 'acme' }) },
  { act: 'rename_account', input: () => ({ name: 'acme', newName: 'acme-2' }) },
  { act: 'remove_account', input: () => ({ name: 'acme-2' }) },
  { act: 'add_credential', input: () => ({ name: 'main', ...store, ...secret, bucketPatterns: ['my-bucket'] }) },
  { act: 'list_credentials', input: () => ({ limit: 5 }) },
  { act: 'show_credential', input: () => ({ name: 'main' }) },
  { act: 'set_credential', input: () => ({ name: 'main', isDefault: true, addressing: null }) },
  { act: 'rename_credential', input: () => ({ name: 'main', newName: 'first' }) },
  { act: 'test_credential', input: () => ({ name: 'first' }) },
  { act: 'examine_credential', input: () => ({ name: 'first', origin }) },
  { act: 'show_policy', input: () => ({ name: 'first' }) },
  { act: 'test_store', input: () => ({ name: 'first', writeTo: 'my-bucket/test/' }) },
  {
    act: 'rotate_credential',
    input: () => ({ name: 'first', accessKeyId: 'AKIDNEW', ...secret, sessionToken: 'a', expiresAt: '2999-01-01' }),
  },
  { act: 'check_cors', input: () => ({ name: 'first', origin, methods: ['PUT'] }) },
  { act: 'set_cors', input: () => ({ name: 'first', origin }) },
  {
    act: 'create_token',
    input: () => ({ name: 'app', allow: ['upload:my-bucket/*'], expiresAt: '2999-01-31T18:00:00Z' }),
  },
  { act: 'list_tokens', input: () => ({ state: 'active', search: 'app' }) },
  { act: 'show_token', input: ({ create_token }) => ({ id: create_token?.id }) },
  { act: 'set_token', input: ({ create_token }) => ({ id: create_token?.id, rate: '5/s', expiresAt: null }) },
  {
    act: 'check_token',
    input: ({ create_token }) => ({ id: create_token?.id, action: 'upload', bucket: 'my-bucket', key: 'a.txt' }),
  },
  { act: 'revoke_token', input: ({ create_token }) => ({ id: create_token?.id }) },
  { act: 'list_uploads', input: () => ({ search: '<SCRIPT>' }) },
  { act: 'show_upload', input: () => ({ id: 'upl_1' }) },
  { act: 'abort_upload', input: () => ({ id: 'upl_1' }) },
  { act: 'list_audit_events', input: () => ({ since: '2020-01-01', search: 'my-bucket', anonymous: false }) },
  { act: 'show_audit_event', input: () => ({ id: 1 }) },
  { act: 'list_administration_events', input: () => ({ everyAccount: true }) },
  { act: 'show_statistics', input: () => ({ by: 'day', utcOffsetMinutes: -120 }) },
  {
    act: 'explain_request',
    input: () => ({ url: 'https://my-bucket.s3.eu-central-1.amazonaws.com/a.txt?X-Amz-Date=1' }),
  },
  { act: 'show_settings' },
  { act: 'list_nodes' },
  { act: 'show_vault' },
  { act: 'replace_master_key' },
  { act: 'rotate_vault' },
  { act: 'invite_administrator', input: () => ({ role: 'owner', email: 'ada@example.com', hours: 1 }) },
  { act: 'list_administrators' },
  { act: 'set_administrator', input: () => ({ administrator: 'bob@example.com', role: 'owner' }) },
  { act: 'reset_administrator', input: () => ({ administrator: 'bob@example.com' }) },
  { act: 'list_sessions' },
  { act: 'end_session', input: () => ({ id: 'ses_1' }), code: 'session_not_found' },
  { act: 'remove_administrator', input: ({ invite_administrator }) => ({ administrator: invite_administrator?.id }) },
  { act: 'prune_audit_log', input: () => ({ before: '2000-01-01' }) },
  { act: 'remove_credential', input: () => ({ name: 'first' }) },
]

/** A store that accepts every request and has no CORS rules. */
export const scenarioStore = scriptStore((request, url) => {
  if (url.searchParams.has('cors')) return { xml: '<CORSConfiguration/>' }
  if (request.method === 'OPTIONS') return { status: 403, xml: '<Error><Code>AccessForbidden</Code></Error>' }
  const parts = '<Part><PartNumber>1</PartNumber><Size>20</Size><ETag>"x"</ETag></Part>'
  if (url.searchParams.has('uploadId')) return { xml: `<ListPartsResult>${parts}</ListPartsResult>` }
  return { status: 204 }
})

/** Stores the data in a stand that the scenario reads. */
export async function prepareScenario({ admin }: AdminStand): Promise<void> {
  const { uploads, audit, administrators, newId } = admin.dependencies
  const open = { uploadId: '2~a', state: 'open', key: scriptText, sizeBytes: 50, partSizeBytes: 20 } as const
  await uploads.insert(sampleUpload({ accountId: 'acc_mine', id: 'upl_1', ...open }))
  await audit.append([[sampleAuditEvent({ accountId: 'acc_mine', bucket: 'my-bucket', key: scriptText })]])
  for (const email of ['eve@example.com', 'bob@example.com']) {
    const hash = hashInvitationToken(email)
    const life = { createdAt: sampleTime, expiresAt: sampleTime + 1000 }
    await administrators.invite({ id: newId('inv'), hash, kind: 'invitation', role: 'owner', ...life })
    const newcomer = { id: newId('adm'), email, name: scriptText, isEmailKnown: false, passwordHash: 'hash' }
    await administrators.accept({ hash }, newcomer, sampleTime, ({ id }) => ({
      at: sampleTime,
      actor: { via: 'dashboard', name: email },
      act: 'accept_invitation',
      target: { kind: 'administrator', id, name: email },
      changes: [],
    }))
  }
}
