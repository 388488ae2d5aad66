import type { AdminDependencies } from '../admin/dependencies.ts'
import { listAdministrators } from '../admin/list-administrators.ts'
import { nameState } from '../admin/token-record.ts'
import { AppError } from '../core/app-error.ts'
import type { Account, Credential, Token } from '../core/model.ts'
import { defaultAccountName } from '../core/model.ts'
import { dropUndefined, toSourceFields } from './desired-credential.ts'
import { readAccount } from './installation.ts'
import {
  type Entries,
  type StateAccount,
  type StateAdministrator,
  type StateCredential,
  type StateFile,
  type StateToken,
  stateVersion,
} from './state-fields.ts'
import { toTime } from './state-times.ts'

/**
 * Exports the installation as a state file. In place of a secret it has a reference to fill in. It contains neither ended tokens nor
 * the sandbox.
 * @throws AppError `name_taken` if several active tokens of an account have the same name
 */
export async function exportState(dependencies: AdminDependencies): Promise<StateFile> {
  const variables = new Set<string>()
  const accounts: Record<string, StateAccount> = {}
  for (const account of await dependencies.accounts.list()) {
    accounts[account.name] = await exportAccount(account, dependencies, variables)
  }
  const administrators = await exportAdministrators(dependencies)
  // An empty section would mean that there should be no administrators.
  const isEmpty = Object.keys(administrators).length === 0
  return { version: stateVersion, accounts, ...(isEmpty ? {} : { administrators }) }
}

/** Exports the administrators, and the invitations to an address. */
async function exportAdministrators(dependencies: AdminDependencies): Promise<Entries<StateAdministrator>> {
  const { administrators, invitations } = await listAdministrators.run({}, dependencies)
  const entries = [...invitations.filter(({ kind }) => kind === 'invitation'), ...administrators]
  return Object.fromEntries(
    entries.flatMap(({ email, role, accountName }) => {
      const account = accountName === undefined ? {} : { account: accountName }
      return email === undefined ? [] : [[email, { role, ...account }] as const]
    }),
  )
}

async function exportAccount(
  account: Account,
  dependencies: AdminDependencies,
  variables: Set<string>,
): Promise<StateAccount> {
  const { credentials, tokens } = await readAccount(account, dependencies)
  const now = dependencies.clock()
  const good = tokens.filter((token) => nameState(token, now) === 'active')
  requireOwnNames(account.name, good)
  const names = new Map(credentials.map(({ id, name }) => [id, name]))
  return {
    credentials: toEntries(credentials, (credential) => exportCredential(credential, account.name, names, variables)),
    tokens: toEntries(good, (token) => exportToken(token, account.name)),
  }
}

function toEntries<Stored extends { readonly name: string }, Entry>(
  stored: readonly Stored[],
  show: (one: Stored) => Entry,
): Entries<Entry> {
  return Object.fromEntries(stored.map((one) => [one.name, show(one)]))
}

function requireOwnNames(account: string, tokens: readonly Token[]): void {
  const shared = [...Map.groupBy(tokens, ({ name }) => name)].filter(([, { length }]) => length > 1)
  if (shared.length === 0) return
  const told = shared.slice(0, 20).map(([name, holders]) => `${name} (${holders.map(({ id }) => id).join(', ')})`)
  throw new AppError('name_taken', {
    message: `Several tokens of the account ${account} have the same name, but a file distinguishes tokens by their names: ${told.join('; ')}. Rename them with \`signpost token set ID --name NAME\`, or revoke the unused ones.`,
  })
}

function exportCredential(
  credential: Credential,
  account: string,
  names: ReadonlyMap<string, string>,
  variables: Set<string>,
): StateCredential {
  const { name, accessKeyId, expiresAt, source, region, preset, endpoint, publicEndpoint, addressing } = credential
  const { aclPlacement, signatureVersion, bucketPatterns, isDefault, actions, acceptsOpenStore } = credential
  const refer = (kind: string) => `env:${nameVariable([kind, ...ofAccount(account), name], variables)}`
  const keys = {
    accessKeyId,
    secretAccessKey: refer('SECRET_ACCESS_KEY'),
    ...(expiresAt === undefined ? {} : { sessionToken: refer('SESSION_TOKEN'), expiresAt: toTime(expiresAt) }),
  }
  return dropUndefined({
    ...(source === undefined ? keys : toSourceFields(source, names)),
    ...{ region, preset, endpoint, publicEndpoint, addressing, aclPlacement },
    signatureVersion: signatureVersion === 'v4' ? undefined : signatureVersion,
    bucketPatterns: bucketPatterns.length === 0 ? undefined : bucketPatterns,
    isDefault,
    actions,
    acceptsOpenStore: acceptsOpenStore === true ? true : undefined,
  }) as StateCredential
}

function exportToken({ name, limits, oidcSubject, expiresAt }: Token, account: string): StateToken {
  return dropUndefined({
    ...limits,
    oidcSubject,
    expiresAt: toTime(expiresAt),
    valueTo: { file: ['tokens', ...ofAccount(account), `${name}.token`].join('/') },
  }) as StateToken
}

function ofAccount(account: string): string[] {
  return account === defaultAccountName ? [] : [account]
}

/** Names a variable: `SECRET_ACCESS_KEY_ACME_AWS`. If the name is taken, it gets a number. */
function nameVariable(parts: readonly string[], taken: Set<string>): string {
  const name = parts
    .join('_')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '_')
  let free = name
  for (let number = 2; taken.has(free); number++) free = `${name}_${number}`
  taken.add(free)
  return free
}
