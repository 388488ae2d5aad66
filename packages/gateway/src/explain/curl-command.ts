import { parseArgs } from 'node:util'
import { readShellWords, type Shell, type ShellReading } from './shell-words.ts'

/** A field of a form, as `curl -F` sends it. */
export interface FormField {
  readonly name: string
  /** Undefined for a file. */
  readonly value: string | undefined
}

/** A request that a client sent, as far as it is known. */
export interface SentRequest {
  readonly url: string | undefined
  readonly method: string | undefined
  /** By lowercase name; undefined where they are unknown. A command shows every header that the signature may cover. */
  readonly headers: ReadonlyMap<string, string> | undefined
  /** The fields of a form in the order in which they are sent. */
  readonly form?: readonly FormField[]
  /** The length of the body in bytes, where the command contains the body. */
  readonly bodyBytes?: number
  /** The body is read from standard input, so its length is not sent. */
  readonly isStream?: boolean
  /** The whole URL, and the operator, where a shell ended the command before the end of the URL. */
  readonly cut?: { readonly url: string; readonly operator: string }
  /** A quotation mark that was never closed. */
  readonly openQuote?: string
}

/**
 * Options of curl that take a value (`curl --help all`), without those that are read here. The value of an option that is missing from both
 * lists is read as a word of its own.
 */
const valued = (
  'user-agent A referer e user u cookie b cookie-jar c output o write-out w max-time m connect-timeout retry proxy x cacert cert E key ' +
  'resolve connect-to limit-rate interface dump-header D config K aws-sigv4 ciphers tls-max retry-delay retry-max-time noproxy ' +
  'max-redirs proxy-user U pass cert-type capath unix-socket stderr trace trace-ascii speed-limit Y speed-time y time-cond z'
).split(' ')

const options: NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']> = {}
for (const [index, name] of valued.entries()) {
  const short = valued[index + 1]
  if (name.length > 1) options[name] = { type: 'string', ...(short?.length === 1 ? { short } : {}) }
}
const text = (short?: string) =>
  ({ type: 'string', multiple: true, ...(short === undefined ? {} : { short }) }) as const
Object.assign(options, {
  request: text('X'),
  header: text('H'),
  data: text('d'),
  'data-raw': text(),
  'data-binary': text(),
  'data-ascii': text(),
  'data-urlencode': text(),
  json: text(),
  form: text('F'),
  'form-string': text(),
  'upload-file': text('T'),
  range: text('r'),
  url: text(),
  head: { type: 'boolean', short: 'I' },
  get: { type: 'boolean', short: 'G' },
})

/**
 * Reads a `curl` command, as people type it or as browsers copy it (for bash or cmd.exe), and returns the request that it sends.
 * @returns undefined when the text contains no such command
 */
export function readCurlCommand(given: string): SentRequest | undefined {
  const start = /(?:^|[\s$>%|;&(])(curl(?:\.exe)?)(?=\s)/i.exec(given)
  if (start === null) return undefined
  const command = given.slice(start.index + start[0].length - (start[1]?.length ?? 0))
  const reading = readShellWords(command, guessShell(command))
  const { tokens, positionals } = parseArgs({
    args: [...reading.words.slice(1)],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const values = tokens.flatMap((token) => (token.kind === 'option' ? [[token.name, token.value ?? ''] as const] : []))
  const all = (...names: readonly string[]) => values.filter(([name]) => names.includes(name)).map(([, value]) => value)
  const url = all('url')[0] ?? positionals.find((word) => /^[\w.+-]+:\/\//.test(word)) ?? positionals[0]
  const data = all('data', 'data-raw', 'data-binary', 'data-ascii', 'data-urlencode', 'json')
  const multipart = readForm(values)
  const form = multipart.length > 0 ? multipart : readEncodedForm(data)
  const uploads = all('upload-file')
  const isGet = all('get').length > 0
  const isHead = all('head').length > 0
  const hasBody = multipart.length > 0 || (data.length > 0 && !isGet)
  const method = all('request').at(-1) ?? (uploads.length > 0 ? 'PUT' : isHead ? 'HEAD' : hasBody ? 'POST' : 'GET')
  const headers = new Map<string, string>()
  if (multipart.length > 0) headers.set('content-type', 'multipart/form-data')
  else if (all('json').length > 0) headers.set('content-type', 'application/json')
  else if (hasBody) headers.set('content-type', 'application/x-www-form-urlencoded')
  const range = all('range')[0]
  if (range !== undefined) headers.set('range', `bytes=${range}`)
  for (const header of all('header')) setHeader(headers, header)
  const bodyBytes = countBytes(data, values)
  if (bodyBytes !== undefined && hasBody && !headers.has('content-length'))
    headers.set('content-length', String(bodyBytes))
  const cut = url === undefined ? undefined : findCut(url, reading)
  return {
    url,
    method: method.toUpperCase(),
    headers,
    ...(form.length > 0 ? { form } : {}),
    ...(bodyBytes === undefined ? {} : { bodyBytes }),
    ...(uploads.some((file) => file === '-' || file === '.') ? { isStream: true } : {}),
    ...(cut === undefined ? {} : { cut }),
    ...(reading.openQuote === undefined ? {} : { openQuote: reading.openQuote }),
  }
}

/** Guesses the shell that a command was written for, from syntax that the other shells do not have. */
function guessShell(command: string): Shell {
  if (/\^"|\^\r?\n/.test(command)) return 'cmd'
  if (/`\r?\n/.test(command) || /^curl\.exe\b/i.test(command)) return 'powershell'
  return 'bash'
}

function setHeader(headers: Map<string, string>, header: string): void {
  const [, name = '', separator, value = ''] = /^([^:;]+)([:;])\s*(.*)$/s.exec(header) ?? []
  if (name === '') return
  // `Name:` removes a header that curl would send, `Name;` sends it empty.
  if (value === '' && separator === ':') headers.delete(name.toLowerCase())
  else headers.set(name.toLowerCase(), value.trim())
}

function readForm(values: readonly (readonly [string, string])[]): FormField[] {
  return values.flatMap(([option, value]) => {
    if (option !== 'form' && option !== 'form-string') return []
    const equals = value.indexOf('=')
    const content = value.slice(equals + 1)
    const isFile = option === 'form' && /^[@<]/.test(content)
    // `;type=` and `;filename=` describe the field; they are not part of its value.
    const plain = option === 'form' ? content.replace(/;(?:type|filename|headers|encoder)=.*$/s, '') : content
    return [{ name: value.slice(0, equals), value: isFile ? undefined : plain }]
  })
}

/** Reads the fields of a signed form that was sent URL-encoded, not as multipart/form-data. */
function readEncodedForm(data: readonly string[]): FormField[] {
  const fields = [...new URLSearchParams(data.join('&'))].map(([name, value]) => ({ name, value }))
  return fields.some(({ name }) => name.toLowerCase() === 'policy') ? fields : []
}

/** Counts the bytes of data that is written in the command; undefined where the data is in a file. */
function countBytes(data: readonly string[], values: readonly (readonly [string, string])[]): number | undefined {
  if (data.length === 0 || data.some((one) => one.startsWith('@'))) return undefined
  if (values.some(([name]) => name === 'data-urlencode')) return undefined
  return Buffer.byteLength(data.join('&'))
}

/** Finds where the shell ended the command inside the URL, because the URL was not between quotation marks. */
function findCut(url: string, { operator, rest, words }: ShellReading): SentRequest['cut'] {
  if (operator !== '&' && operator !== ';') return undefined
  const [more] = /^[^\s'"]+/.exec(rest) ?? []
  if (more === undefined || words.at(-1) !== url || !url.includes('?')) return undefined
  return { url: `${url}${operator}${more}`, operator }
}
