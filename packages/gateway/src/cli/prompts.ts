import { text } from 'node:stream/consumers'
import { Secret } from '../core/secret.ts'
import { Interruption } from './interruption.ts'

/**
 * Asks for confirmation before something is destroyed. It asks on standard error, because standard output is for the result. Scripts
 * answer with `--yes`.
 * @throws Error if the answer is no, or there is no terminal to ask at
 */
export async function confirmDestruction(question: string, { yes }: { readonly yes?: boolean }): Promise<void> {
  if (yes === true) return
  if (!process.stdin.isTTY) {
    throw new Error(`${question} Nothing was changed, because there is no terminal to ask at: add --yes to do it`)
  }
  // The library for prompts is loaded only at a terminal.
  const { confirm } = await import('@inquirer/prompts')
  const isAgreed = await answer((signal) => {
    return confirm({ message: question, default: false }, { output: process.stderr, signal })
  })
  if (!isAgreed) {
    throw new Error('Nothing was changed')
  }
}

/** The environment variables for a credential's secrets. */
export const secretVariables = {
  secretAccessKey: 'SIGNPOST_SECRET_ACCESS_KEY',
  sessionToken: 'SIGNPOST_SESSION_TOKEN',
} as const

/** The help text on how to pass the secrets. */
export const secretHelp = `
The secret access key comes from ${secretVariables.secretAccessKey}, from standard input, or from a prompt.
For a temporary credential, set its session token in ${secretVariables.sessionToken}, and its expiry with --expires-at.`

/**
 * Reads the secrets of a credential. The result has a session token only if its variable is set.
 * @throws Error if there is no secret access key
 */
export async function readCredentialSecrets(): Promise<{ secretAccessKey: Secret; sessionToken?: Secret }> {
  const secretAccessKey = await readSecret(secretVariables.secretAccessKey, 'Secret access key')
  const hasSessionToken = (process.env[secretVariables.sessionToken] ?? '') !== ''
  if (!hasSessionToken) return { secretAccessKey }
  return { secretAccessKey, sessionToken: await readSecret(secretVariables.sessionToken, 'Session token') }
}

/**
 * Reads the secrets that an input lacks.
 * @throws Error if standard input has been read for `--json-input`, and the secret is nowhere else
 */
export async function readMissingSecrets(
  { secretAccessKey }: { readonly secretAccessKey?: Secret | undefined },
  { jsonInput }: { readonly jsonInput?: string },
): Promise<{ secretAccessKey?: Secret; sessionToken?: Secret }> {
  if (secretAccessKey !== undefined) return {}
  if (jsonInput === '-' && (process.env[secretVariables.secretAccessKey] ?? '') === '') {
    throw new Error(`No secret was given: put secretAccessKey into the JSON, or set ${secretVariables.secretAccessKey}`)
  }
  return readCredentialSecrets()
}

/**
 * Reads a secret from the environment variable, otherwise from standard input if it is not a terminal, otherwise from a prompt. A
 * secret is never an argument, because arguments are visible in the shell's history and in the process list.
 * @throws Error if there is none
 */
async function readSecret(variable: string, question: string): Promise<Secret> {
  const fromEnvironment = process.env[variable]
  if (fromEnvironment !== undefined && fromEnvironment !== '') return new Secret(fromEnvironment)
  const secret = (process.stdin.isTTY ? await askSecret(question) : await text(process.stdin)).trim()
  if (secret === '') throw new Error(`No secret was given: set ${variable}, or send it on standard input`)
  return new Secret(secret)
}

async function askSecret(question: string): Promise<string> {
  const { password } = await import('@inquirer/prompts')
  return answer((signal) => password({ message: question, mask: true }, { signal }))
}

/**
 * Asks, and waits for the answer. At Ctrl-D the library stops reading the terminal, but its promise never settles: so a question
 * whose terminal is no longer read ends here.
 * @param ask asks; the signal ends the question
 * @throws Interruption if the user presses Ctrl-C or Ctrl-D
 */
async function answer<Value>(ask: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
  const reading = new AbortController()
  const onPause = () => reading.abort()
  process.stdin.once('pause', onPause)
  try {
    return await ask(reading.signal)
  } catch (error) {
    const { name } = error as Error
    if (name === 'ExitPromptError' || name === 'AbortPromptError') throw new Interruption('Nothing was changed.')
    throw error
  } finally {
    process.stdin.off('pause', onPause)
  }
}
