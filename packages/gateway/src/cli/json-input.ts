import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import type { TObject } from 'typebox'
import { Secret } from '../core/secret.ts'

/** The option of {@link addJsonInput}. */
export interface JsonInputOptions {
  readonly jsonInput?: string
}

/** Lets a command take the fields of its act as JSON, too: from a file, or from standard input. */
export function addJsonInput(command: Command): Command {
  return command.option(
    '--json-input <file>',
    'fields as a JSON object, with the names that --json prints; - for standard input. Options go before them',
  )
}

/**
 * The input of an act: the fields of `--json-input`, and over them what the arguments and options say.
 * @param given undefined fields are not given
 * @throws Error when the file cannot be read, is no JSON object, or names another thing than the argument does
 */
export async function readInput<Given extends object>(
  { jsonInput }: JsonInputOptions,
  { input }: { readonly input: TObject },
  given: Given,
): Promise<Given> {
  const own = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Given
  if (jsonInput === undefined) return own
  const fields = parseFields(jsonInput, jsonInput === '-' ? await text(process.stdin) : readFile(jsonInput))
  const key = Object.hasOwn(input.properties, 'id') ? 'id' : 'name'
  const argument = (own as Record<string, unknown>)[key]
  if (fields[key] !== undefined && fields[key] !== argument) {
    throw new Error(`--json-input is about another ${key} than the command, which says ${argument}`)
  }
  return { ...toInput(fields, input), ...own }
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new Error(`--json-input: ${file} ${isMissing ? 'is not there' : 'cannot be read'}`)
  }
}

/** No message repeats the text: a secret may be in it. */
function parseFields(file: string, json: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    // Below.
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new Error(
    `--json-input: ${file === '-' ? 'standard input' : file} is not a JSON object, such as {"region": "eu-central-1"}`,
  )
}

interface FieldSchema {
  readonly writeOnly?: boolean
  readonly 'x-time'?: boolean
}

/** JSON has no secrets and no times: they are texts in it. A null is a field that is to have no value. */
function toInput(fields: Record<string, unknown>, { properties }: TObject): object {
  const canRemove = Object.hasOwn(properties, 'remove')
  const removed = Object.keys(fields).filter((name) => fields[name] === null)
  const known = Object.entries(fields).filter(([, value]) => value !== null)
  const input = Object.fromEntries(
    known.map(([name, value]) => [name, toValue(value, properties[name] as FieldSchema)]),
  )
  if (!canRemove || removed.length === 0) return input
  return { ...input, remove: [...((fields.remove as string[] | undefined) ?? []), ...removed] }
}

function toValue(value: unknown, schema: FieldSchema | undefined): unknown {
  if (typeof value !== 'string') return value
  if (schema?.writeOnly === true) return new Secret(value)
  const time = schema?.['x-time'] === true ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? value : time
}
