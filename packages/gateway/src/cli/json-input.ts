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
 * @throws AppError `invalid_request` with everything that is wrong with the fields, by their names in JSON
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
  const read = toInput(fields, input)
  const remove = [...(read.remove ?? []), ...((own as Removing).remove ?? [])]
  return { ...read, ...own, ...(remove.length === 0 ? {} : { remove }) }
}

/** An input of which fields may be removed. */
interface Removing {
  readonly remove?: readonly string[]
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

/** The fields as the act takes them; what is wrong is told by the names in JSON. */
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
