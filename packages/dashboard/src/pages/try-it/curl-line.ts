/** A request to the gateway or to a store, sent or to be sent. */
export interface SentRequest {
  readonly method: string
  /** The absolute URL. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** The text, or the name of the file whose bytes were sent. */
  readonly body?: string | { readonly fileName: string } | undefined
}

/** The variable that replaces the token in a command. */
export const tokenVariable = '$SIGNPOST_TOKEN'

/**
 * Writes the curl command that sends the same request, for sh and bash.
 * @param token replaced by a variable, unless `showsToken`
 */
export function toCurl(request: SentRequest, token: string | undefined, showsToken: boolean): string {
  const { method, headers, body } = request
  const { origin, pathname, searchParams } = new URL(request.url)
  const isForGateway = headers.authorization !== undefined
  const data = method === 'GET' && isForGateway ? [...searchParams] : []
  const hidden = showsToken ? undefined : token
  const words = [
    data.length > 0 ? 'curl -G' : `curl${nameMethod(method, body)}`,
    quote(data.length > 0 ? origin + pathname : request.url),
    ...Object.entries(headers).map(([name, value]) => `-H ${quoteHeader(`${titleCase(name)}: ${value}`, hidden)}`),
    ...data.map(([name, value]) => `--data-urlencode ${quote(`${name}=${value}`)}`),
    ...writeBody(body),
  ]
  return words.join(' \\\n  ')
}

/** Names the method only if needed: `-T` implies PUT, and `-d` implies POST. */
function nameMethod(method: string, body: SentRequest['body']): string {
  const usual = body === undefined ? 'GET' : typeof body === 'string' ? 'POST' : 'PUT'
  if (method === usual) return ''
  return method === 'HEAD' ? ' -I' : ` -X ${method}`
}

function writeBody(body: SentRequest['body']): string[] {
  if (body === undefined) return []
  return [typeof body === 'string' ? `-d ${quote(body)}` : `-T ${quote(body.fileName)}`]
}

/** Quotes a header. With a variable it needs double quotes, in which the shell interprets `"`, `\`, `$` and the backtick. */
function quoteHeader(text: string, token: string | undefined): string {
  if (token === undefined || !text.includes(token)) return quote(text)
  const parts = text.split(token).map((part) => part.replaceAll(/["\\$`]/g, '\\$&'))
  return `"${parts.join(tokenVariable)}"`
}

function quote(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

function titleCase(name: string): string {
  return name.replaceAll(/(?:^|-)[a-z]/g, (letter) => letter.toUpperCase())
}
