import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/**
 * Runs a program to its end.
 * @returns its standard output
 * @throws Error with its standard error when it fails
 */
export async function runProgram(program: string, args: readonly string[], cwd?: string): Promise<string> {
  const { stdout } = await execute(program, [...args], cwd === undefined ? {} : { cwd })
  return stdout
}
