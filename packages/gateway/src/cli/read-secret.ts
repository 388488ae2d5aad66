import { text } from 'node:stream/consumers'
import { Secret } from '../core/secret.ts'

/**
 * Reads a secret, which is never an argument: arguments stand in the shell's history and in the process list.
 * Taken from the environment variable, else from standard input when that is not a terminal, else asked for.
 * @throws Error when there is none
 */
export async function readSecret(variable: string, question: string): Promise<Secret> {
  const fromEnvironment = process.env[variable]
  if (fromEnvironment !== undefined && fromEnvironment !== '') return new Secret(fromEnvironment)
  const answer = process.stdin.isTTY ? await askSecret(question) : await text(process.stdin)
  const secret = answer.trim()
  if (secret === '') throw new Error(`No secret was given: set ${variable}, or send it on standard input`)
  return new Secret(secret)
}

/** The prompt's library is loaded only where there is somebody to ask. */
async function askSecret(question: string): Promise<string> {
  const { password } = await import('@inquirer/prompts')
  return password({ message: question, mask: true })
}
