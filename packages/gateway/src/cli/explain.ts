import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { InvalidArgumentError } from 'commander'
import { AppError } from '../core/app-error.ts'
import type { FindKeys } from '../explain/compare-signature.ts'
import type { ExplainInput } from '../explain/explain.ts'
import type { ExplanationResult } from '../explain/explanation-schema.ts'
import { type CommonOptions, createCommand, openCommand } from './common-options.ts'
import type { Output } from './output.ts'

interface ExplainOptions extends CommonOptions {
  readonly error?: string
  readonly request?: string
  readonly status?: number
}

/** `signpost explain`: says why a signed URL did not work. It sends no request to the store. */
export const explainCommand = createCommand('explain', 'say why a signed URL did not work')
  .argument(
    '[url]',
    'the signed URL. Without it, standard input is read: URL, curl command and response, in any order. An argument ends up in the history of the shell and in the list of processes',
  )
  .option('--error <file>', 'file with the response: XML, or all output of `curl -i`; - for standard input')
  .option('--request <command>', 'the curl command that was run')
  .option('--status <code>', 'HTTP status, if there was no other response', parseStatus)
  .action(async (url: string | undefined, options: ExplainOptions) => {
    const { loaded, output } = openCommand(options)
    const input = await readInput(url, options)
    const { explain } = await import('../explain/explain.ts')
    const { describeExplanation } = await import('../explain/describe.ts')
    const now = Date.now()
    const findKeys = await listStoredKeys(loaded, output)
    const explanation = explain(input, { now, findKeys })
    const result = describeExplanation(explanation)
    if (url !== undefined && result.signedUrl?.signatureVersion !== undefined && !result.signedUrl.isExpired) {
      output.note(
        'The URL is still valid, and is now in the history of your shell and in the list of processes. To keep it out of both, use standard input: run `signpost explain`, then paste.',
      )
    }
    output.result(result, formatExplanation(result))
  })

function parseStatus(text: string): number {
  if (/^[1-5]\d\d$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Write an HTTP status such as 403.')
}

async function readInput(url: string | undefined, options: ExplainOptions): Promise<ExplainInput> {
  const { error: errorFile, request, status } = options
  const isPaste = url === '-' || (url === undefined && request === undefined && errorFile === undefined)
  if (isPaste && errorFile === '-')
    throw new AppError('invalid_request', {
      message: 'Standard input can be read only once: for the URL, or for --error',
    })
  const { readPaste } = await import('../explain/read-paste.ts')
  if (isPaste && process.stdin.isTTY) {
    process.stderr.write('Paste the URL, the curl command and the response, then press Ctrl-D.\n')
  }
  const pasted = isPaste ? readPaste(await readStdin()) : {}
  const error = errorFile === undefined ? undefined : errorFile === '-' ? await readStdin() : readFile(errorFile)
  const input = {
    ...pasted,
    ...(url === undefined || url === '-' ? {} : { url }),
    ...(request === undefined ? {} : { request }),
    ...(error === undefined ? {} : { error }),
    status,
  }
  if (input.url === undefined && input.request === undefined && input.error === undefined) {
    const message = 'There is nothing to explain: pass the URL, the curl command or the response'
    throw new AppError('invalid_request', { message })
  }
  return input
}

/** The same limit as for a request. */
const longestInput = 256 * 1024

async function readStdin(): Promise<string> {
  return refuseLong(await text(process.stdin), 'Standard input')
}

function readFile(file: string): string {
  try {
    return refuseLong(readFileSync(file, 'utf8'), file)
  } catch (error) {
    if (error instanceof AppError) throw error
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new AppError('invalid_request', {
      message: `--error: ${file} ${isMissing ? 'does not exist' : 'cannot be read'}`,
    })
  }
}

function refuseLong(content: string, name: string): string {
  if (content.length <= longestInput) return content
  throw new AppError('invalid_request', {
    message: `${name} has more than 256 KiB: pass only the response of the store`,
  })
}

/** Lists the stored credentials of this machine; none if there is no installation, or its database cannot be reached. */
async function listStoredKeys(
  loaded: Parameters<typeof import('../open-state.ts').openState>[0],
  output: Output,
): Promise<FindKeys> {
  const [{ openState }, { findAmong }] = await Promise.all([
    import('../open-state.ts'),
    import('../explain/known-key.ts'),
  ])
  let state: Awaited<ReturnType<typeof openState>>
  try {
    state = await openState(loaded, { mayCreate: false })
  } catch (error) {
    output.note(`${(error as Error).message}. The signature is not compared with stored credentials.`)
    return () => []
  }
  const { database, ring } = state
  try {
    return findAmong(await database.vault.list(), ring, output.note)
  } finally {
    await database.close()
  }
}

/** Formats the explanation. Its first line is the answer. */
function formatExplanation({ causes, signedUrl, answer, storedCredential }: ExplanationResult): string {
  const openings = { certain: '', probable: 'Probably: ', possible: 'Perhaps: ' }
  const findsNothing = (code: string) => code === 'nothing_seen' || code === 'unknown_answer'
  const lines = causes.flatMap(({ code, certainty, message, cure }, index) => {
    const indent = index === 0 ? '' : '  '
    return [
      ...(index === 1 ? ['', 'Other causes:'] : []),
      `${indent}${findsNothing(code) ? '' : openings[certainty]}${message}`,
      `${indent}→ ${cure}`,
    ]
  })
  return [
    ...lines,
    ...(signedUrl === undefined ? [] : ['', ...formatUrl(signedUrl, storedCredential)]),
    ...formatAnswer(answer),
  ].join('\n')
}

function formatUrl(
  url: NonNullable<ExplanationResult['signedUrl']>,
  stored: ExplanationResult['storedCredential'],
): string[] {
  const results = {
    signed: 'signed exactly this',
    changed: 'signed something else',
    near: 'signed it; the signature was damaged',
    other: 'did not sign this',
  }
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['host', url.store === undefined ? url.host : `${url.host} (${url.store})`],
    ['bucket', url.isPlaceCertain ? url.bucket : `${url.bucket} (if it is in the path)`],
    ['key', url.key],
    ['signature', url.signatureVersion],
    ['access key ID', url.accessKeyId],
    ['region', url.region],
    ['method', url.method],
    ['headers', url.headers?.join(', ')],
    ['signed', url.signedAt],
    [url.isExpired ? 'expired' : 'expires', url.expiresAt],
    [
      'credential',
      stored === undefined ? 'none is stored with this access key ID' : `${stored.name} ${results[stored.result]}`,
    ],
  ]
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(14)} ${value}`]))
}

function formatAnswer(answer: ExplanationResult['answer']): string[] {
  if (answer === undefined) return []
  const said = [answer.status, answer.code].filter((one) => one !== undefined).join(' ')
  return [`${'answer'.padEnd(14)} ${said}${answer.means === undefined ? '' : `: ${answer.means}`}`]
}
