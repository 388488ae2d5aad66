import type { Logger } from 'pino'

const everyMs = 60_000

/**
 * A warning that may be due many times a second: the first one is logged at once, the others once a minute, together.
 * @returns what counts one; the line has the number as `connections`
 */
export function createRareWarning(logger: Logger, message: string): () => void {
  let connections = 0
  let isResting = false

  function tell(): void {
    isResting = connections > 0
    if (!isResting) return
    logger.warn({ connections }, message)
    connections = 0
    setTimeout(tell, everyMs).unref()
  }

  return () => {
    connections++
    if (!isResting) tell()
  }
}
