/** Levels of the log, as Pino numbers them. */
export const logLevels = { info: 30, warn: 40, fatal: 60 } as const

/** A line of the log in Pino's form, for what is told before there is a logger, or after. */
export function formatLogLine(level: keyof typeof logLevels, msg: string, fields: object = {}): string {
  return `${JSON.stringify({ level: logLevels[level], time: Date.now(), msg, ...fields })}\n`
}
