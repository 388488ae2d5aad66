import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { suggestName } from '../core/nearest.ts'
import { describeSystemError } from '../core/system-error.ts'
import { configKeys } from './config-schema.ts'

const require = createRequire(import.meta.url)

/** The content of a configuration file, and its problems. */
export interface ConfigFile {
  readonly values: Readonly<Record<string, unknown>>
  readonly problems: readonly string[]
}

/** Reads a configuration file. @param isRequired whether a missing file is a problem; otherwise it counts as an empty one */
export function readConfigFile(path: string, isRequired: boolean): ConfigFile {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !isRequired) return { values: {}, problems: [] }
    return createProblem(`the configuration file cannot be read: ${describeSystemError(error as Error)}`)
  }
  let parsed: unknown
  try {
    // Windows editors may put a byte order mark at the beginning.
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return createProblem(`${path} is not JSON: ${locateSyntaxError(text)}`)
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return createProblem(`${path} is not a JSON object`)
  }
  const known = configKeys.map(({ key }) => key)
  const unknown = Object.keys(parsed).filter((name) => !(known as string[]).includes(name))
  const problems = unknown.map((name) => `${name} (in ${path}) is not a key; ${suggestKey(name, known)}`)
  return { values: parsed as Record<string, unknown>, problems }
}

function createProblem(problem: string): ConfigFile {
  return { values: {}, problems: [problem] }
}

function suggestKey(name: string, known: readonly string[]): string {
  const key = configKeys.find(({ env }) => env === name)?.key
  return key === undefined ? suggestName(name, known, 'keys') : `did you mean \`${key}\`?`
}

/** Finds the place of a syntax error. V8's own message has no place, or repeats a piece of the text, which may be a secret. */
function locateSyntaxError(text: string): string {
  // Loaded here, because hardly any start needs it.
  const { printParseErrorCode, visit } = require('jsonc-parser') as typeof import('jsonc-parser')
  let found: string | undefined
  visit(
    text,
    {
      onError(error, _offset, _length, line, character) {
        if (found !== undefined) return
        const words = printParseErrorCode(error).replaceAll(/(?!^)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
        found = `line ${line + 1}, column ${character + 1}: ${words.charAt(0).toLowerCase()}${words.slice(1)}`
      },
    },
    { disallowComments: true },
  )
  return found ?? 'it cannot be read'
}
