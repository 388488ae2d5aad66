import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import type { TObject } from 'typebox'
import { createInputError } from '../admin/check-input.ts'
import { createWireReader } from '../admin/wire-input.ts'
import { AppError, type ErrorDetail } from '../core/app-error.ts'
import { parseFuture } from './option-parsers.ts'

/** The option of {@link addJsonInput}. */
export interface JsonInputOptions {
  readonly jsonInput?: string
}

/** Lets a command also read the fields of its act as JSON, from a file or from standard input. */
export function addJsonInput(command: Command): Command {
  return command.option(
    '--json-input <file>',
    'fields as a JSON object, with the names that --json prints; - for standard input. Options override them',
  )
}

/**
 * Reads the input of an act: the fields of `--json-input`, overridden by the arguments and options.
 * @param given the arguments and options; undefined fields do not count
 * @throws Error if the file cannot be read, is not a JSON object, or has another name or id than the argument
 * @throws AppError `invalid_request` with every problem of the fields, by their names in JSON
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
    throw new Error(`--json-input has another ${key} than the command, which says ${argument}`)
  }
  const read = toInput(fields, input)
  const remove = [...(read.remove ?? []), ...((own as Removing).remove ?? [])]
  return { ...read, ...own, ...(remove.length === 0 ? {} : { remove }) }
}

/** An input that may remove fields. */
interface Removing {
  readonly remove?: readonly string[]
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new Error(`--json-input: ${file} ${isMissing ? 'does not exist' : 'cannot be read'}`)
  }
}

/** Parses a JSON object. No message repeats the text, because it may contain a secret. */
function parseFields(file: string, json: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    // Reported below, together with JSON that is not an object.
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new Error(
    `--json-input: ${file === '-' ? 'standard input' : file} is not a JSON object, such as {"region": "eu-central-1"}`,
  )
}

/** Converts the fields to the act's input. Problems are reported by the names in JSON. */
function toInput(fields: Record<string, unknown>, schema: TObject): Removing {
  try {
    return createWireReader(schema, parseFuture)(fields)
  } catch (error) {
    if (!(error instanceof AppError) || error.details === undefined) throw error
    throw createInputError(error.details.map(({ message }) => toProblem(message)))
  }
}

function toProblem(message: string): ErrorDetail {
  const told = message.replaceAll(/`(\w+(?:\[\d+\])?)`/g, '"$1"')
  return { parameter: '--json-input', message: `--json-input: ${told}` }
}
