import { ConfigError } from '../config/load-config.ts'
import { AppError, describeFailure, type ErrorDetail } from '../core/app-error.ts'
import { Interruption } from './interruption.ts'

/** Where a field of an act's input comes from, when it is not an option of the same name. */
const sources: Readonly<Record<string, string>> = {
  name: 'the name',
  id: 'the id',
  acls: '--acl',
  networks: '--network',
  contentTypes: '--content-type',
  maxExpiresInSeconds: '--max-expires-in',
  bucketPatterns: '--bucket',
  methods: '--method',
  headers: '--header',
  isDefault: '--default',
  tokenId: '--token',
  secretAccessKey: 'SIGNPOST_SECRET_ACCESS_KEY',
  sessionToken: 'SIGNPOST_SESSION_TOKEN',
}

/** An error of a command in words. What an act says of the fields of its input, it says of the options instead. */
export function describeRefusal(error: Error): string {
  if (!(error instanceof AppError)) return describeFailure(error)
  if (error.details === undefined) return nameOptions(describeFailure(error))
  const problems = error.details.map(({ message }) => nameOptions(message))
  return problems.length === 1 ? (problems[0] ?? '') : problems.map((problem) => `\n  - ${problem}`).join('')
}

/** An error of a command as `--json` tells it. */
export interface Refusal {
  readonly code: string
  readonly message: string
  /** Every problem of the options, or of the configuration. */
  readonly details?: readonly ErrorDetail[]
}

/** The same as a value for programs: a code of `docs/errors.md`, or one of the command line's own. */
export function toRefusal(error: Error): { readonly error: Refusal } {
  if (error instanceof ConfigError) {
    const details = error.problems.map((message) => ({ parameter: /^\w+/.exec(message)?.[0] ?? '', message }))
    return { error: { code: 'invalid_configuration', message: error.message, details } }
  }
  if (error instanceof Interruption) return { error: { code: 'interrupted', message: error.message } }
  if (!(error instanceof AppError)) return { error: { code: 'command_failed', message: describeRefusal(error) } }
  const { code, details } = error
  const message = describeRefusal(error).trim()
  if (details === undefined) return { error: { code, message } }
  const told = details.map(({ parameter, message }) => ({
    parameter: nameOption(parameter),
    message: nameOptions(message),
  }))
  return { error: { code, message, details: told } }
}

function nameOptions(text: string): string {
  return text.replaceAll(/`([a-z][A-Za-z]*(?:\[\d+\])?)`/g, (_, field: string) => nameOption(field))
}

function nameOption(place: string): string {
  const field = place.replace(/\[\d+\]$/, '')
  return sources[field] ?? `--${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
