import { Type } from 'typebox'
import { createInputCheck } from '../admin/check-input.ts'
import { listMissingKeys, listSourceProblems } from '../admin/credential-source.ts'
import { ownEmailPattern } from '../core/administrator.ts'
import { AppError, type ErrorDetail } from '../core/app-error.ts'
import { namePattern } from '../core/ids.ts'
import { listAccountProblems, listFormerNames } from './check-account.ts'
import {
  accountFields,
  administratorFields,
  credentialFields,
  type StateAccount,
  type StateCredential,
  type StateFile,
  stateVersion,
  tokenFields,
} from './state-fields.ts'
import { type DocumentProblem, maxFileBytes, type Path, readYaml } from './yaml-document.ts'

/** A state file that was read. */
export interface ReadStateFile {
  readonly state: StateFile
  /** Creates AppError `invalid_state_file`, which reports problems at their places in the file. */
  createError(problems: readonly PlacedProblem[]): AppError
}

/** A problem at a place of the file. Its message follows the place, as a phrase or as a sentence. */
export interface PlacedProblem {
  readonly path: Path
  readonly message: string
}

const checkRoot = createInputCheck(
  Type.Object({
    version: Type.Literal(stateVersion, { description: 'Form of the file', 'x-rule': `must be ${stateVersion}` }),
    accounts: Type.Optional(Type.Unknown()),
    administrators: Type.Optional(Type.Unknown()),
  }),
)
const checkAccount = createInputCheck(
  Type.Object({ ...accountFields, credentials: Type.Optional(Type.Unknown()), tokens: Type.Optional(Type.Unknown()) }),
)
const checkCredential = createInputCheck(Type.Object(credentialFields), (credential) => [
  ...listMissingKeys(credential as { from?: string }),
  ...listSourceProblems(credential),
  ...listHalfKeys(credential),
])
const checkToken = createInputCheck(Type.Object(tokenFields))
const checkAdministrator = createInputCheck(Type.Object(administratorFields), ({ role, account }) => {
  if (role === undefined || (role === 'owner') === (account === undefined)) return []
  const rule = role === 'owner' ? 'must be absent: an owner administers every account' : `is required for an ${role}`
  return [{ parameter: 'account', message: `\`account\` ${rule}` }]
})

/**
 * Reads a state file and checks everything that can be checked without the installation.
 * @throws AppError `invalid_state_file` with every problem, each with its line and its place
 */
export async function readStateFile(text: string): Promise<ReadStateFile> {
  if (Buffer.byteLength(text) > maxFileBytes) {
    throw createStateError([{ path: [], line: 1, message: `The file must not exceed ${maxFileBytes / 1024 ** 2} MiB` }])
  }
  const document = await readYaml(text)
  if ('problems' in document) throw createStateError(document.problems)
  const problems = listStateProblems(document.value)
  const createError = (found: readonly PlacedProblem[]) =>
    createStateError(found.map((problem) => ({ ...problem, line: document.findLine(problem.path) })))
  if (problems.length > 0) throw createError(problems)
  return { state: document.value as StateFile, createError }
}

/** Lists problems of incomplete keys. Keys have a secret; temporary keys also have a session token and an end. */
function listHalfKeys(credential: Partial<StateCredential>): ErrorDetail[] {
  if (credential.from !== undefined) return []
  const together = [
    ['accessKeyId', 'secretAccessKey'],
    ['sessionToken', 'expiresAt'],
    ['expiresAt', 'sessionToken'],
  ] as const
  const missing = together.filter(
    ([given, other]) => credential[given] !== undefined && credential[other] === undefined,
  )
  return missing.map(([given, other]) => ({ parameter: other, message: `\`${other}\` is required with \`${given}\`` }))
}

/** Lists every problem of a value that should be a state file. */
export function listStateProblems(value: unknown): PlacedProblem[] {
  const root = listProblems([], value, checkRoot)
  if (!isMap(value)) return root
  const administrators = listEntryProblems(
    ['administrators'],
    value.administrators,
    'administrators',
    (path, one) => listProblems(path, one, checkAdministrator),
    emailRule,
  )
  const accounts = listEntryProblems(['accounts'], value.accounts, 'accounts', listAccount)
  root.push(...administrators)
  if (accounts.length > 0) return [...root, ...accounts]
  const named = listFormerNames((value as { accounts?: StateFile['accounts'] }).accounts ?? {})
  return [...root, ...named.flatMap(({ path, detail }) => toPlacedProblems(['accounts', ...path], [detail]))]
}

function listAccount(path: Path, account: unknown): PlacedProblem[] {
  const own = listProblems(path, account, checkAccount)
  if (!isMap(account)) return own
  const { credentials, tokens } = account
  const owned = [
    ...listEntryProblems([...path, 'credentials'], credentials, 'credentials', (place, one) =>
      listProblems(place, one, checkCredential),
    ),
    ...listEntryProblems([...path, 'tokens'], tokens, 'tokens', (place, one) => listProblems(place, one, checkToken)),
  ]
  // Relations between entries can be checked only if each entry is valid.
  const related = owned.length > 0 ? [] : listAccountProblems(account as StateAccount)
  return [...own, ...owned, ...related.flatMap((one) => toPlacedProblems([...path, ...one.path], [one.detail]))]
}

/** The pattern for names of entries, and the message for an invalid name. */
interface NameRule {
  readonly pattern: RegExp
  readonly rule: string
}

const nameRule: NameRule = {
  pattern: new RegExp(namePattern),
  rule: 'must have a name of 1 to 64 letters, digits, dots, hyphens or underscores, beginning with a letter or digit',
}

const emailRule: NameRule = {
  pattern: new RegExp(ownEmailPattern),
  rule: 'must be named by an email address in lowercase: name@example.com',
}

/** Lists the problems of a map of entries by their names. */
function listEntryProblems(
  path: Path,
  entries: unknown,
  kind: string,
  list: (path: Path, entry: unknown) => PlacedProblem[],
  { pattern, rule }: NameRule = nameRule,
): PlacedProblem[] {
  if (entries === undefined) return []
  if (!isMap(entries)) return [{ path, message: `must be a map of ${kind} by their names; {} for none` }]
  return Object.entries(entries).flatMap(([name, entry]) => {
    const place = [...path, name]
    if (pattern.test(name)) return list(place, entry)
    return [{ path: place, message: rule }, ...list(place, entry)]
  })
}

/** Lists the problems that a check finds in a value, at its place. */
function listProblems(path: Path, value: unknown, check: (value: unknown) => unknown): PlacedProblem[] {
  if (!isMap(value)) return [{ path, message: 'must be a map of fields; {} for none' }]
  try {
    check(value)
    return []
  } catch (error) {
    if (!(error instanceof AppError) || error.details === undefined) throw error
    return toPlacedProblems(path, error.details)
  }
}

/** Converts an act's problems with fields of its input to problems at the place of the entry. */
export function toPlacedProblems(path: Path, details: readonly ErrorDetail[]): PlacedProblem[] {
  return details.map(({ parameter, message }) => ({
    path: [...path, ...parameter.split(/[.[\]]+/).filter((name) => name !== '')],
    message: quoteFields(message),
  }))
}

/** Puts field names in quotes instead of backticks, because the command would replace a name in backticks with an option. */
export function quoteFields(message: string): string {
  return message.replaceAll(/`([\w.[\]]+)`/g, '"$1"')
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** How many problems are reported at most: nobody reads more. */
const maxProblems = 100

function createStateError(problems: readonly DocumentProblem[]): AppError {
  const details = [...problems]
    .sort((one, other) => one.line - other.line)
    .slice(0, maxProblems)
    .map(({ path, line, message }) => {
      const place = showPath(path)
      return { parameter: place, message: `Line ${line}${place === '' ? '' : `, ${place}`}: ${message}` }
    })
  return new AppError('invalid_state_file', { details })
}

/** Shows a path: `accounts.default.tokens."my.app".allow[0]`. Long names are cut, and the result is always one line. */
function showPath(path: Path): string {
  return path.reduce((place, name, index) => {
    if (/^\d{1,7}$/.test(name) && index > 3) return `${place}[${name}]`
    const shown = /^[\w-]{1,64}$/.test(name) ? name : JSON.stringify(name.slice(0, 64))
    return place === '' ? shown : `${place}.${shown}`
  }, '')
}
