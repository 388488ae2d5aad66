import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Runs a program to its end. @returns its standard output @throws Error with its standard error when it fails */
export async function runProgram([program = '', ...args]: readonly string[], env?: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await execute(program, args, { maxBuffer: 2 ** 26, ...(env === undefined ? {} : { env }) })
  return stdout
}
