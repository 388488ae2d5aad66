import type { Logger } from 'pino'
import type { Config } from '../config/config-schema.ts'

/** A pipe takes so many bytes as a whole (PIPE_BUF on Linux), so that lines of several processes do not mix. */
const wholeWriteBytes = 4096

/**
 * The log of `serve`: JSON lines on standard error.
 * @param worker number of the worker that writes, which then stands in each line
 */
export async function openServerLog({ logLevel }: Config, worker?: number): Promise<Logger> {
  // Loaded here, so that the other commands do not wait for it.
  const { pino } = await import('pino')
  const isAlone = worker === undefined
  const destination = pino.destination({ fd: 2, sync: false, ...(isAlone ? {} : { maxWrite: wholeWriteBytes }) })
  return pino({ level: logLevel, base: isAlone ? null : { worker } }, destination)
}
