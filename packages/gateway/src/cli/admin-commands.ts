import type { AdminDependencies } from '../admin/dependencies.ts'
import { endSession } from '../admin/end-session.ts'
import { inviteAdministrator } from '../admin/invite-administrator.ts'
import { listAdministrators } from '../admin/list-administrators.ts'
import { listSessions } from '../admin/list-sessions.ts'
import { removeAdministrator } from '../admin/remove-administrator.ts'
import { resetAdministrator } from '../admin/reset-administrator.ts'
import { setAdministrator } from '../admin/set-administrator.ts'
import type { Role } from '../core/administrator.ts'
import type { ListedAdministrator } from '../core/administrator-ports.ts'
import { type AccountOptions, createAccountCommand, createCommand } from './common-options.ts'
import { reportChanges } from './describe-fields.ts'
import { createFieldOption } from './option-parsers.ts'
import { formatTable, formatTime, type Output } from './output.ts'
import { confirmDestruction } from './prompts.ts'
import { runActs, runActsOrBegin } from './run-on-state.ts'

interface InviteOptions extends AccountOptions {
  readonly role?: Role
  readonly email?: string
  readonly hours?: number
}

const { role: roleField, email: emailField, hours: hoursField } = inviteAdministrator.input.properties

const invite = createAccountCommand('invite', 'make a link with which one person becomes an administrator')
  .addOption(createFieldOption('--role <role>', roleField))
  .addOption(createFieldOption('--email <address>', emailField))
  .addOption(createFieldOption('--hours <count>', hoursField))
  .action(async (options: InviteOptions) => {
    await runActsOrBegin(options, async (dependencies, output) => {
      const { role, email, hours } = options
      const accountId = nameAccount(options, dependencies)
      const invited = await inviteAdministrator.run({ role, email, hours, accountId }, dependencies)
      reportLink(output, invited, `becomes an ${invited.role}`, dependencies)
    })
  })

const list = createCommand('list', 'list the administrators and the open invitations').action(
  async (options: AccountOptions) => {
    await runActs(options, async (dependencies, output) => {
      const found = await listAdministrators.run({}, dependencies)
      const administrators = found.administrators.map((one) => [
        one.id,
        one.email,
        one.role,
        one.accountName ?? '',
        describeSignIn(one),
        formatTime(one.createdAt),
      ])
      const invitations = found.invitations.map(({ id, kind, role, email, accountName, expiresAt }) => [
        ...[id, email ?? `(${describeKind(kind)})`, role, accountName ?? '', `open until ${formatTime(expiresAt)}`, ''],
      ])
      const rows = [...administrators, ...invitations]
      const head = ['ID', 'EMAIL', 'ROLE', 'ACCOUNT', 'SIGNS IN BY', 'CREATED']
      output.result(
        found,
        rows.length === 0
          ? 'There are no administrators. `signpost admin invite` makes a link for one.'
          : formatTable([head, ...rows], { whole: ['ID', 'EMAIL'], extra: ['CREATED'] }),
      )
    })
  },
)

const set = createAccountCommand('set', 'give an administrator another role or account')
  .argument('<administrator>', 'email address or id')
  .addOption(createFieldOption('--role <role>', setAdministrator.input.properties.role))
  .action(async (administrator: string, options: AccountOptions & { readonly role?: Role }) => {
    await runActs(options, async (dependencies, output) => {
      const input = { administrator, role: options.role, accountId: nameAccount(options, dependencies) }
      const done = await setAdministrator.run(input, dependencies)
      output.result(done, reportChanges(`the administrator ${done.email}`, done.changes))
    })
  })

interface DestroyOptions extends AccountOptions {
  readonly yes?: boolean
}

const remove = createCommand('remove', 'remove an administrator, or withdraw an invitation')
  .argument('<administrator>', 'email address or id of the administrator, or id of the invitation')
  .option('--yes', 'do not ask for confirmation')
  .action(async (administrator: string, options: DestroyOptions) => {
    await runActs(options, async (dependencies, output) => {
      await confirmDestruction(`Remove the administrator ${administrator}, and end all their sessions?`, options)
      const { id, email, wasInvitation } = await removeAdministrator.run({ administrator }, dependencies)
      output.result(
        { id, email, wasInvitation },
        wasInvitation
          ? `Withdrew the invitation ${id}: its link no longer works.`
          : `Removed the administrator ${email}, and ended their sessions.`,
      )
    })
  })

const reset = createCommand('reset', 'end an administrator’s sessions, and make a link to choose a new password')
  .argument('<administrator>', 'email address or id')
  .option('--yes', 'do not ask for confirmation')
  .action(async (administrator: string, options: DestroyOptions) => {
    await runActs(options, async (dependencies, output) => {
      await confirmDestruction(
        `Reset the administrator ${administrator}? Their sessions end, and their password, authenticator app, passkeys and OIDC link are removed.`,
        options,
      )
      const done = await resetAdministrator.run({ administrator }, dependencies)
      reportLink(output, done, `can choose a new password for ${done.email}`, dependencies)
    })
  })

const sessions = createCommand('sessions', 'list the sessions of administrators')
  .argument('[administrator]', 'email address or id; by default all administrators')
  .action(async (administrator: string | undefined, options: AccountOptions) => {
    await runActs(options, async (dependencies, output) => {
      const found = await listSessions.run({ administrator }, dependencies)
      const rows = found.sessions.map(({ id, email, createdAt, lastSeenAt, expiresAt, clientAddress }) => [
        ...[id, email, clientAddress ?? '', formatTime(createdAt), formatTime(lastSeenAt), formatTime(expiresAt)],
      ])
      const head = ['ID', 'EMAIL', 'FROM', 'SIGNED IN', 'LAST SEEN', 'ENDS']
      const options = { whole: ['ID'], extra: ['SIGNED IN', 'LAST SEEN'] }
      output.result(found, rows.length === 0 ? 'Nobody is signed in.' : formatTable([head, ...rows], options))
    })
  })

const end = createCommand('end-session', 'end a session of an administrator')
  .argument('<id>', 'id of the session, as `signpost admin sessions` shows it')
  .action(async (id: string, options: AccountOptions) => {
    await runActs(options, async (dependencies, output) => {
      const ended = await endSession.run({ id }, dependencies)
      output.result(ended, `Ended the session ${id} of ${ended.email}.`)
    })
  })

/** Returns the account only if --account was set, because an owner has none. */
function nameAccount({ account }: AccountOptions, { accountId }: AdminDependencies): string | undefined {
  return account === undefined ? undefined : accountId
}

function reportLink(
  output: Output,
  link: { readonly link: string; readonly expiresAt: number },
  purpose: string,
  { installation }: AdminDependencies,
): void {
  const dashboard = installation.settings().find(({ key }) => key === 'dashboard')
  if (dashboard?.value === false) {
    output.note('SIGNPOST_DASHBOARD is off here: the link works only on a gateway whose dashboard is on.')
  }
  output.note(`The person who opens this link ${purpose}. It works once, until ${formatTime(link.expiresAt)}.`)
  output.result(link, link.link)
}

function describeSignIn({ hasPassword, hasTotp, passkeys, hasOidc }: Omit<ListedAdministrator, 'id'>): string {
  const ways = [
    ...(hasPassword ? [hasTotp ? 'password and code' : 'password'] : []),
    ...(passkeys > 0 ? [passkeys === 1 ? 'passkey' : `${passkeys} passkeys`] : []),
    ...(hasOidc ? ['OIDC'] : []),
  ]
  return ways.length === 0 ? 'nothing yet' : ways.join(', ')
}

function describeKind(kind: string): string {
  return kind === 'first-run' ? 'first run' : kind
}

/** `signpost admin …` */
export const adminCommands = [list, invite, set, remove, reset, sessions, end]
