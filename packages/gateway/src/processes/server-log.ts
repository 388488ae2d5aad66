import type { Logger } from 'pino'
import type { Config } from '../config/config-schema.ts'

/** A pipe takes so many bytes as a whole (PIPE_BUF on Linux), so that lines of several processes do not mix. */
const wholeWriteBytes = 4096

/**
 * The log of `serve`: JSON lines on standard error.
 * @param worker number of the worker that writes, which then stands in each line
 * @param mixin what else stands in a line, asked for each
 */
export async function openServerLog({ logLevel }: Config, worker?: number, mixin?: () => object): Promise<Logger> {
  // Loaded here, so that the other commands do not wait for it.
  const { pino } = await import('pino')
  const isAlone = worker === undefined
  const destination = pino.destination({ fd: 2, sync: false, ...(isAlone ? {} : { maxWrite: wholeWriteBytes }) })
  const options = { level: logLevel, base: isAlone ? null : { worker } }
  return pino(mixin === undefined ? options : { ...options, mixin }, destination)
}
