import { text } from 'node:stream/consumers'
import { Secret } from '../core/secret.ts'
import { Interruption } from './interruption.ts'

/**
 * Asks before something is destroyed, on standard error so that standard output stays the result's. `--yes` is the answer
 * of a script.
 * @throws Error when the answer is no, or when nobody can be asked
 */
export async function confirmDestruction(question: string, { yes }: { readonly yes?: boolean }): Promise<void> {
  if (yes === true) return
  if (!process.stdin.isTTY) {
    throw new Error(`${question} Nothing was changed, since there is no terminal to ask on: add --yes to do it`)
  }
  // The prompts' library is loaded only where there is somebody to ask.
  const { confirm } = await import('@inquirer/prompts')
  if (!(await answer(confirm({ message: question, default: false }, { output: process.stderr })))) {
    throw new Error('Nothing was changed')
  }
}

/** Environment variables that a credential's secrets come from. */
export const secretVariables = {
  secretAccessKey: 'SIGNPOST_SECRET_ACCESS_KEY',
  sessionToken: 'SIGNPOST_SESSION_TOKEN',
} as const

/** Help text on where the secrets come from. */
export const secretHelp = `
The secret access key comes from ${secretVariables.secretAccessKey}, from standard input, or from a prompt.
A temporary credential has its session token in ${secretVariables.sessionToken}, and its end in --expires-at.`

/**
 * Reads the secrets of a credential. The session token is there only when its variable is set.
 * @throws Error when there is no secret access key
 */
export async function readCredentialSecrets(): Promise<{ secretAccessKey: Secret; sessionToken?: Secret }> {
  const secretAccessKey = await readSecret(secretVariables.secretAccessKey, 'Secret access key')
  const hasSessionToken = (process.env[secretVariables.sessionToken] ?? '') !== ''
  if (!hasSessionToken) return { secretAccessKey }
  return { secretAccessKey, sessionToken: await readSecret(secretVariables.sessionToken, 'Session token') }
}

/**
 * The secrets that an input lacks.
 * @throws Error when standard input is taken already, and the secret is nowhere else
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
 * Reads a secret, which is never an argument: arguments stand in the shell's history and in the process list.
 * Taken from the environment variable, else from standard input when that is not a terminal, else asked for.
 * @throws Error when there is none
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
  return answer(password({ message: question, mask: true }))
}

/** An answer, unless Ctrl-C or Ctrl-D is the answer. @throws Interruption */
async function answer<Value>(asking: Promise<Value>): Promise<Value> {
  try {
    return await asking
  } catch (error) {
    if ((error as Error).name === 'ExitPromptError') throw new Interruption('Nothing was changed.')
    throw error
  }
}
