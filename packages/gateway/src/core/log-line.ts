/** Levels of the log, as Pino numbers them. */
export const logLevels = { info: 30, warn: 40, fatal: 60 } as const

/** Formats a log line as Pino does, for messages before the logger exists, or after it has ended. */
export function formatLogLine(level: keyof typeof logLevels, msg: string, fields: object = {}): string {
  return `${JSON.stringify({ level: logLevels[level], time: Date.now(), msg, ...fields })}\n`
}
