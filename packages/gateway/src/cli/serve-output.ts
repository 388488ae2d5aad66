import { toJsonValue } from '../admin/to-json-value.ts'
import { formatLogLine } from '../core/log-line.ts'
import type { StartOutput } from '../processes/start-message.ts'
import { createOutput } from './output.ts'

/** The options that decide the form of the output of `serve`. */
interface ServeForm {
  readonly json?: boolean
  readonly text?: boolean
}

/**
 * Creates the output of `serve`. At a terminal, or with `--text`, it is text for people. Otherwise all of it is log lines, so that a
 * log collector can read every line in the same way.
 */
export function createServeOutput({ json = false, text = false }: ServeForm): StartOutput {
  if (isForPeople({ json, text })) {
    return { ...createOutput(false), fail: (complaint) => void process.stderr.write(`signpost: ${complaint}\n`) }
  }
  return {
    result: (value, message) =>
      void process.stdout.write(formatLogLine('info', firstLine(message), toJsonValue(value) as object)),
    note: (message) => void process.stderr.write(formatLogLine('info', message)),
    fail: (complaint) => void process.stderr.write(formatLogLine('fatal', complaint)),
  }
}

/** Writes Node's warnings as log lines instead of Node's own plain text. */
export function logWarnings(form: ServeForm): void {
  if (isForPeople(form)) return
  process.removeAllListeners('warning')
  process.on('warning', ({ name, message }) => process.stderr.write(formatLogLine('warn', `${name}: ${message}`)))
}

/** Reads the form of the output from the raw arguments, for errors that occur before they are parsed. */
export function readForm(argv: readonly string[]): ServeForm {
  return { json: argv.includes('--json'), text: argv.includes('--text') }
}

function isForPeople({ json = false, text = false }: ServeForm): boolean {
  return !json && (text || process.stdout.isTTY === true)
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}
