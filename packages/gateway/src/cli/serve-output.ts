import { toJsonValue } from '../admin/to-json-value.ts'
import { formatLogLine } from '../core/log-line.ts'
import type { StartOutput } from '../processes/start-message.ts'
import { createOutput } from './output.ts'

/** What decides how `serve` writes. */
interface ServeForm {
  readonly json?: boolean
  readonly text?: boolean
}

/**
 * The output of `serve`. Where a terminal is, or `--text` was given, it is text for people. Elsewhere all of it is lines of the log:
 * who collects it reads every line the same way.
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

/** Replaces the plain text that Node writes by itself. */
export function logWarnings(form: ServeForm): void {
  if (isForPeople(form)) return
  process.removeAllListeners('warning')
  process.on('warning', ({ name, message }) => process.stderr.write(formatLogLine('warn', `${name}: ${message}`)))
}

/** The form that the arguments ask for, for what goes wrong before they are parsed. */
export function readForm(argv: readonly string[]): ServeForm {
  return { json: argv.includes('--json'), text: argv.includes('--text') }
}

function isForPeople({ json = false, text = false }: ServeForm): boolean {
  return !json && (text || process.stdout.isTTY === true)
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}
