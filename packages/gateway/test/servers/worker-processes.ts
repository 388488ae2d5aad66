import { existsSync, readFileSync } from 'node:fs'
import { type CredentialFields, createToken, storeAwsCredential } from '../samples/store-credential.ts'
import { type Exit, type GatewayProcess, type ServeOptions, startGateway } from './gateway-process.ts'

/** A gateway with workers, and a token for it. */
export interface WorkerGateway extends GatewayProcess {
  readonly token: string
}

/** Options of `serve`, and the fields of the credential. */
interface WorkerOptions extends ServeOptions {
  readonly dataDir: string
  /** Fields of its credential. */
  readonly store?: CredentialFields
}

/** Starts `serve --workers`, with a credential that signs for every bucket without asking S3. */
export async function startWorkers(
  count: number,
  { env, args = [], store = {}, ...options }: WorkerOptions,
): Promise<WorkerGateway> {
  const place = { dataDir: options.dataDir, ...(env === undefined ? {} : { env }) }
  await storeAwsCredential(place, store)
  const token = await createToken(place)
  const gateway = await startGateway({
    ...options,
    env: { SIGNPOST_BUCKET_CHECK: 'off', ...env },
    args: ['--workers', String(count), ...args],
  })
  return { ...gateway, token }
}

/** Lists the live child processes of a process. */
export function listChildren(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number) : []
}

/** The flag of a process that is exiting. Linux, include/linux/sched.h, `PF_EXITING`. */
const exitingFlag = 0x4

/**
 * Whether a process still runs. A zombie waits for its parent to notice its end, and a killed process closes its output a moment
 * before it has ended.
 */
export function isRunning(pid: number): boolean {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return false
  // proc(5): after the name in brackets, the first field is the state and the seventh the flags.
  const [state = '', , , , , , flags] = readFileSync(file, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return !/[ZX]/.test(state) && (Number(flags) & exitingFlag) === 0
}

/** The parts of a log line that tests read. */
export interface LogLine {
  readonly worker?: number
  readonly msg: string
  readonly [field: string]: unknown
}

/** Reads the lines of a log, each of which must be complete. */
export function readLog(gateway: Pick<GatewayProcess, 'logs'>): LogLine[] {
  const lines = gateway.logs().split('\n').filter(Boolean)
  return lines.map((line) => JSON.parse(line) as LogLine)
}

/** The exit of a process that shut down successfully. */
export const goodExit: Exit = { code: 0, signal: null }
