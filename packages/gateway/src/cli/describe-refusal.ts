import type { Command } from 'commander'
import { ConfigError } from '../config/load-config.ts'
import { AppError, describeFailure, type ErrorDetail } from '../core/app-error.ts'
import { Interruption } from './interruption.ts'

/** The options for fields of an act's input whose option has another name. The first one that the command has is named. */
const sources: Readonly<Record<string, readonly string[]>> = {
  acls: ['--acl'],
  networks: ['--network'],
  contentTypes: ['--content-type'],
  maxExpiresInSeconds: ['--max-expires-in'],
  sessionSeconds: ['--session'],
  expiresAt: ['--expires-at', '--expires'],
  bucketPatterns: ['--bucket'],
  methods: ['--method'],
  headers: ['--header'],
  actions: ['--action'],
  isDefault: ['--default'],
  acceptsOpenStore: ['--accept-open-store'],
  tokenId: ['--token'],
  before: ['--older-than'],
}

/** The environment variables for secrets, which have no options. */
const variables: Readonly<Record<string, string>> = {
  secretAccessKey: 'SIGNPOST_SECRET_ACCESS_KEY',
  sessionToken: 'SIGNPOST_SESSION_TOKEN',
}

/**
 * Describes an error of a command in words. Where an act names fields of its input, the text names options instead.
 * @param command the command that ran; undefined if none did
 */
export function describeRefusal(error: Error, command: Command | undefined): string {
  if (!(error instanceof AppError)) return describeFailure(error)
  if (error.details === undefined) return nameOptions(describeFailure(error), command)
  const problems = error.details.map(({ message }) => beginSentence(nameOptions(message, command)))
  if (problems.length === 1) return problems[0] ?? ''
  return `There are ${problems.length} problems:${problems.map((problem) => `\n  - ${problem}`).join('')}`
}

/** An error of a command in the form that `--json` prints. */
export interface Refusal {
  readonly code: string
  readonly message: string
  /** Every problem of the options, or of the configuration. */
  readonly details?: readonly ErrorDetail[]
}

/** Describes an error for programs, with a code of `docs/errors.md` or one of the command line's own codes. */
export function toRefusal(error: Error, command: Command | undefined): { readonly error: Refusal } {
  if (error instanceof ConfigError) {
    const details = error.problems.map((message) => ({ parameter: /^\w+/.exec(message)?.[0] ?? '', message }))
    return { error: { code: 'invalid_configuration', message: error.message, details } }
  }
  if (error instanceof Interruption) return { error: { code: 'interrupted', message: error.message } }
  const message = describeRefusal(error, command)
  if (!(error instanceof AppError)) return { error: { code: 'command_failed', message } }
  const { code, details } = error
  if (details === undefined) return { error: { code, message } }
  const told = details.map((detail) => ({
    parameter: isField.test(detail.parameter) ? nameOption(detail.parameter, command) : detail.parameter,
    message: beginSentence(nameOptions(detail.message, command)),
  }))
  return { error: { code, message, details: told } }
}

const isField = /^[a-z][A-Za-z]*(?:\[\d+\])?$/

/** Replaces the fields in a text with the options of a command. */
export function nameOptions(text: string, command: Command | undefined): string {
  return text.replaceAll(/`([a-z][A-Za-z]*(?:\[\d+\])?)`/g, (_, place: string) => nameOption(place, command))
}

/** Names the option of a field. A field without an option keeps its name, because it may come from `--json-input`. */
function nameOption(place: string, command: Command | undefined): string {
  const field = place.replace(/\[\d+\]$/, '')
  const variable = variables[field]
  if (variable !== undefined) return variable
  const kebab = field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  const option = [...(sources[field] ?? []), `--${kebab}`].find((name) => {
    return command?.options.some(({ long }) => long === name)
  })
  if (option !== undefined) return option
  const isArgument = command?.registeredArguments.some((argument) => argument.name() === kebab)
  return isArgument ? `the ${kebab.replace('-', ' ')}` : `\`${place}\``
}

function beginSentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
