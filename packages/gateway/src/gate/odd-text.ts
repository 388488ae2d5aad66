import type { ErrorDetail } from '../core/app-error.ts'
import { findBlank } from '../core/blank.ts'
import type { ValueSchema } from '../core/schema-problems.ts'

/** Parameters whose text is signed unchanged, whatever it contains. */
const freeTexts: ReadonlySet<string> = new Set(['key_name', 'key_prefix', 'prefix', 'filename'])

/**
 * Lists warnings for valid parameters that look like a mistake, although they may be intended.
 * @param schema the schema of the value; texts are checked by their names, at every depth
 */
export function listOddTexts(value: Readonly<Record<string, unknown>>, schema: ValueSchema, place = ''): string[] {
  const warnings: string[] = []
  for (const name in value) {
    const inner = value[name]
    const innerPlace = place === '' ? name : `${place}.${name}`
    if (typeof inner === 'string') {
      const oddity = freeTexts.has(name) ? findOddity(inner, schema) : undefined
      if (oddity !== undefined) warnings.push(`\`${innerPlace}\` ${oddity}`)
    } else if (typeof inner === 'object' && inner !== null) {
      warnings.push(...listOddEntries(inner, schema.properties?.[name], innerPlace))
    }
  }
  return warnings
}

function listOddEntries(value: object, schema: ValueSchema | undefined, place: string): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((entry, index) => {
      const isObject = typeof entry === 'object' && entry !== null
      return isObject ? listOddEntries(entry, schema?.items, `${place}[${index}]`) : []
    })
  }
  return schema?.properties === undefined ? [] : listOddTexts(value as Record<string, unknown>, schema, place)
}

function findOddity(text: string, schema: ValueSchema): string | undefined {
  if (!/[%&\s]/.test(text)) return undefined
  const blank = findBlank(text)
  if (blank !== undefined) return `${blank}, which is signed as a part of it`
  return findEncoding(text) ?? findEncodedSeparator(text, Object.keys(schema.properties ?? {}))
}

function findEncoding(text: string): string | undefined {
  const [found] = /%[0-9A-Fa-f]{2}/.exec(text) ?? []
  if (found === undefined) return undefined
  try {
    // If a percent sign is meant literally, the whole text can rarely be decoded.
    decodeURIComponent(text)
  } catch {
    return undefined
  }
  return `looks encoded twice: it has \`${found}\` in it, which is signed as these three characters`
}

/**
 * Finds another parameter in a text, after a plain `&`: the separator may have been encoded by mistake.
 * @param known the names of the known parameters
 */
export function findEncodedSeparator(text: string, known: readonly string[]): string | undefined {
  for (const [, name = ''] of text.matchAll(/&(\w+)=/g)) {
    if (!known.includes(name)) continue
    return `has \`&${name}=\` in it: an \`&\` between parameters stays as it is, \`%26\` is one inside of a value`
  }
  return undefined
}

/** An `&` that was escaped for HTML or JSON, with the name after it. A token is found after a plain `&` as well, because no value may contain one. */
const escapedAmpersand = /(&amp;|&#38;|&#x26;|\\u0026|\\x26)(\w+)=|(&)(?=api_token=)/gi

/**
 * Finds another parameter in the text of a query, after an escaped `&`. It was not read as a parameter, so the caller must not
 * rely on it.
 * @param known the names of the known parameters
 */
export function findSwallowedName(parameter: string, text: string, known: readonly string[]): ErrorDetail | undefined {
  if (!text.includes('&') && !text.includes('\\')) return undefined
  for (const [, written = '%26', name = 'api_token'] of text.matchAll(escapedAmpersand)) {
    if (!known.includes(name) && name !== 'api_token') continue
    const message = `\`${parameter}\` has \`${name}\` in it, because the \`&\` between them was written as \`${written}\`; write a plain \`&\``
    return { parameter, message }
  }
  return undefined
}
