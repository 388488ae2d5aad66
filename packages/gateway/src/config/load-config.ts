import { readFileSync } from 'node:fs'
import { Errors } from 'typebox/schema'
import { describeRule } from '../core/schema-problems.ts'
import { describeSystemError } from '../core/system-error.ts'
import { findAgentSignInProblem } from './agent-sign-in.ts'
import { type Config, type ConfigKey, type ConfigKeyEntry, configKeys, configSchema } from './config-schema.ts'
import { findOidcProblem } from './oidc-settings.ts'
import { readConfigFile } from './read-config-file.ts'
import { findTlsProblem } from './tls-settings.ts'
import { isServiceLink, listUnknownVariables } from './unknown-variables.ts'

/** The configuration file that is read if the command line names none. */
export const defaultConfigFile = 'signpost.config.json'

/** Where a value came from: `default`, `file`, `flag`, or the name of the environment variable. */
export type ConfigSource = string

/** A valid configuration, with the source of each of its values. Frozen. */
export interface LoadedConfig {
  readonly config: Config
  readonly sources: Readonly<Partial<Record<ConfigKey, ConfigSource>>>
  /** Sentences about probable mistakes: variables that are not settings. */
  readonly warnings: readonly string[]
}

/** A configuration as it was found, with its problems. */
export interface FoundConfig {
  readonly values: Readonly<Record<string, unknown>>
  readonly sources: LoadedConfig['sources']
  readonly warnings: readonly string[]
  readonly problems: readonly string[]
  /** The keys whose values are invalid. */
  readonly invalid: ReadonlySet<ConfigKey>
}

/** The input of {@link loadConfig}. Everything is passed in, so that a test needs neither a file nor the environment. */
export interface ConfigInput {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Values of command-line flags; undefined for flags that were not passed. */
  readonly flags?: Readonly<Partial<Record<ConfigKey, unknown>>>
  /** Path of the configuration file. A missing file counts as an empty one unless `fileRequired` is true. */
  readonly file?: string
  readonly fileRequired?: boolean
}

/** Lists every problem of a configuration. Each names the key, its source and a valid value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`
    super(`The configuration has ${count}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

/**
 * Merges defaults < file < environment < flags, and validates the result.
 * @throws ConfigError that lists every problem, without the values, because one may be a secret
 */
export function loadConfig(input: ConfigInput): LoadedConfig {
  const { values, sources, warnings, problems } = findConfig(input)
  if (problems.length > 0) throw new ConfigError(problems)
  for (const value of Object.values(values)) Object.freeze(value)
  return Object.freeze({
    config: Object.freeze(values) as Config,
    sources: Object.freeze(sources),
    warnings: Object.freeze(warnings),
  })
}

/** Like {@link loadConfig}, for commands that show a configuration even when it has problems. */
export function findConfig(input: ConfigInput): FoundConfig {
  const values: Record<string, unknown> = {}
  const sources: Partial<Record<ConfigKey, ConfigSource>> = {}
  const file = input.file === undefined ? undefined : readConfigFile(input.file, input.fileRequired === true)
  const problems: string[] = [...(file?.problems ?? [])]
  const invalid = new Set<ConfigKey>()
  for (const entry of configKeys) {
    const found = findValue(entry, input, file?.values ?? {}, problems)
    if (found === undefined) continue
    values[entry.key] = found.value
    sources[entry.key] = found.source
  }
  for (const problem of [findTlsProblem(values), findOidcProblem(values), findAgentSignInProblem(values)]) {
    if (problem !== undefined) problems.push(problem)
  }
  if (values.masterKey !== undefined && values.masterKeyCommand !== undefined) {
    problems.push(
      `masterKey (from ${sources.masterKey}) and masterKeyCommand (from ${sources.masterKeyCommand}) are both set; set one of them`,
    )
  }
  for (const error of Errors(configSchema, values)[1]) {
    const key = error.instancePath.split('/')[1] as ConfigKey
    const entry = configKeys.find((candidate) => candidate.key === key)
    if (entry === undefined) continue
    invalid.add(key)
    const rule = error.keyword === '~refine' ? error.message : toRule(entry, sources[key])
    const hint = isServiceLink(values[key]) ? createServiceLinkHint(sources[key]) : ''
    problems.push(`${key} (from ${sources[key]}) ${rule}${hint}`)
  }
  return { values, sources, warnings: listUnknownVariables(input.env), problems: [...new Set(problems)], invalid }
}

/** One line of `config print`. */
export interface PrintedKey {
  readonly key: ConfigKey
  /** The value; `(set)` in place of a secret, `(not valid)` in place of an invalid value, null when there is none. */
  readonly value: unknown
  readonly source: ConfigSource | null
  readonly env: string
}

/** Prepares the configuration for display: secrets masked, each value with its source. */
export function printConfig({
  values,
  sources,
  invalid,
}: Pick<FoundConfig, 'values' | 'sources' | 'invalid'>): PrintedKey[] {
  return configKeys.map(({ key, env, schema }) => {
    const value = values[key]
    // An invalid value may be a secret in the wrong place.
    const masked = invalid.has(key) ? '(not valid)' : schema.secret ? '(set)' : value
    const shown = value === undefined ? null : masked
    return { key, value: shown, source: sources[key] ?? null, env }
  })
}

function findValue(
  entry: ConfigKeyEntry,
  input: ConfigInput,
  file: Readonly<Record<string, unknown>>,
  problems: string[],
): { value: unknown; source: ConfigSource } | undefined {
  const flag = input.flags?.[entry.key]
  if (flag !== undefined) return { value: parseText(entry, flag), source: 'flag' }
  const fileVariable = `${entry.env}_FILE`
  const lowercase = entry.schema.variable?.toLowerCase()
  const lowercaseText = lowercase === undefined ? undefined : readVariable(input.env, lowercase)
  // As in curl, the lowercase variable takes precedence.
  if (lowercaseText !== undefined) return { value: parseText(entry, lowercaseText), source: lowercase ?? entry.env }
  const text = readVariable(input.env, entry.env)
  const path = entry.schema.secret ? readVariable(input.env, fileVariable) : undefined
  if (text !== undefined && path !== undefined) {
    problems.push(`${entry.env} and ${fileVariable} are both set; set one of them`)
  }
  if (text !== undefined) return { value: parseText(entry, text), source: entry.env }
  if (path !== undefined) {
    try {
      return { value: parseText(entry, readFileSync(path, 'utf8').trim()), source: fileVariable }
    } catch (error) {
      problems.push(`${fileVariable} names a file that cannot be read: ${describeSystemError(error as Error)}`)
      return undefined
    }
  }
  if (Object.hasOwn(file, entry.key)) return { value: file[entry.key], source: 'file' }
  return entry.schema.default === undefined ? undefined : { value: entry.schema.default, source: 'default' }
}

/** Reads an environment variable. An empty one counts as not set, because shells and compose files leave variables out this way. */
function readVariable(env: ConfigInput['env'], name: string): string | undefined {
  return env[name] || undefined
}

const onWords = ['on', 'true', '1']
const offWords = ['off', 'false', '0']

/** Converts text from a variable or a flag to the schema's type. Text that does not fit stays text, and validation reports it. */
function parseText(entry: ConfigKeyEntry, value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (entry.schema.type === 'integer' && /^-?\d{1,15}$/.test(value)) return Number(value)
  if (entry.schema.type === 'boolean' && onWords.includes(value.toLowerCase())) return true
  if (entry.schema.type === 'boolean' && offWords.includes(value.toLowerCase())) return false
  if (entry.schema.type === 'array') return value.split(/[\s,]+/).filter((item) => item !== '')
  return value
}

function toRule({ schema }: ConfigKeyEntry, source: ConfigSource | undefined): string {
  if (schema.type === 'boolean') return source === 'file' ? 'must be true or false' : 'must be on or off'
  return schema['x-rule'] ?? `must be ${describeRule(schema) ?? 'text that is not empty'}`
}

function createServiceLinkHint(variable: ConfigSource | undefined): string {
  return `. Kubernetes sets ${variable} for a Service of that name: set enableServiceLinks: false in the pod`
}
