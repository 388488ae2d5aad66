import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { cleanEnvironment, type RunResult } from './run-signpost.ts'

/** The folder of the repository, with a slash at the end. */
export const repositoryRoot = fileURLToPath(new URL('../../../..', import.meta.url))

/**
 * Reads the commands in one section of a page: the content of each `sh` block.
 * @param page path in the repository
 * @param heading as in the page, without `##`
 */
export function readShellBlocks(page: string, heading: string): string[] {
  const content = readFileSync(`${repositoryRoot}${page}`, 'utf8')
  const [, rest] = content.split(`\n## ${heading}\n`)
  if (rest === undefined) throw new Error(`${page} has no section ${heading}`)
  const [section = ''] = rest.split('\n## ')
  return [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block)
}

/** Replaces the examples in commands with a test's own values. Each example must occur. */
export function fillIn(commands: string, replacements: readonly (readonly [example: string, own: string])[]): string {
  return replacements.reduce((filled, [example, own]) => {
    assert.ok(filled.includes(example), `the page no longer has ${example}`)
    return filled.replaceAll(example, own)
  }, commands)
}

/** How commands are run. */
export interface ShellOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** The text typed at prompts. */
  readonly input?: string
}

/** Runs commands as a person does who pastes them into a shell with job control. The first failing command ends the shell. */
export async function runInShell(commands: string, { cwd, env, input = '' }: ShellOptions): Promise<RunResult> {
  const shell = spawn('bash', ['-e', '-m', '-c', commands], { cwd, env: cleanEnvironment(env), timeout: 240_000 })
  shell.stdin.on('error', () => {})
  shell.stdin.end(input)
  const exited = once(shell, 'exit') as Promise<[number | null]>
  const [[code], stdout, stderr] = await Promise.all([exited, text(shell.stdout), text(shell.stderr)])
  return { code, stdout, stderr }
}
