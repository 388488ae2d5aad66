import { existsSync, readFileSync } from 'node:fs'
import { type CredentialFields, createToken, storeAwsCredential } from '../samples/store-credential.ts'
import { type Exit, type GatewayProcess, type ServeOptions, startGateway } from './gateway-process.ts'

/** A gateway with workers, and a token for it. */
export interface WorkerGateway extends GatewayProcess {
  readonly token: string
}

/** Options of `serve`, and the place of the S3 store. */
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

/** The processes that a process has started and that still live. */
export function listChildren(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number) : []
}

/** A process with it is at its end. Linux, include/linux/sched.h, `PF_EXITING`. */
const exitingFlag = 0x4

/**
 * Whether a process still does something. One that has ended may wait for its parent to notice; and one that was killed lets go of its
 * output a moment before it has ended.
 */
export function isRunning(pid: number): boolean {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return false
  // proc(5): behind the name in brackets stands the state, and as the seventh the flags.
  const [state = '', , , , , , flags] = readFileSync(file, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return !/[ZX]/.test(state) && (Number(flags) & exitingFlag) === 0
}

/** A log line as far as tests look at it. */
export interface LogLine {
  readonly worker?: number
  readonly msg: string
  readonly [field: string]: unknown
}

/** The lines of a log, each of which must be whole. */
export function readLog(gateway: Pick<GatewayProcess, 'logs'>): LogLine[] {
  const lines = gateway.logs().split('\n').filter(Boolean)
  return lines.map((line) => JSON.parse(line) as LogLine)
}

/** How a process ends that nothing went wrong in. */
export const goodExit: Exit = { code: 0, signal: null }
