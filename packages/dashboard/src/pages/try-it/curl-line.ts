/** A request that was sent to the gateway or to a store, or would be. */
export interface SentRequest {
  readonly method: string
  /** Absolute. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** A text, or the name of the file whose bytes were sent. */
  readonly body?: string | { readonly fileName: string } | undefined
}

/** What stands in a command in place of the token. */
export const tokenVariable = '$SIGNPOST_TOKEN'

/**
 * The command of curl that sends the same, for sh and bash.
 * @param token stands as a variable in it, unless `showsToken`
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

/** `-T` is a PUT by itself, and `-d` a POST. */
function nameMethod(method: string, body: SentRequest['body']): string {
  const usual = body === undefined ? 'GET' : typeof body === 'string' ? 'POST' : 'PUT'
  if (method === usual) return ''
  return method === 'HEAD' ? ' -I' : ` -X ${method}`
}

function writeBody(body: SentRequest['body']): string[] {
  if (body === undefined) return []
  return [typeof body === 'string' ? `-d ${quote(body)}` : `-T ${quote(body.fileName)}`]
}

/** A variable stands in double quotes: there `"`, `\`, `$` and the backtick mean something to a shell. */
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
