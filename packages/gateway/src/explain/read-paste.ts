import type { ExplainInput } from './explain.ts'

/**
 * Sorts text that was copied out of a terminal: a `curl` command with its output, a URL, an answer, in any order.
 * @returns its parts, as `explain` accepts them
 */
export function readPaste(text: string): Pick<ExplainInput, 'url' | 'request' | 'error'> {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => /(?:^|[\s$>%|;&(])curl(?:\.exe)?\s/i.test(line) && !/^\s*</.test(line))
  if (start !== -1) {
    let end = start
    let isOpen = hasOddQuotes(lines[start])
    // A command continues after its shell's line-continuation character, and inside quotation marks.
    while (end < lines.length - 1 && (isOpen || /[\\^`]\r?$/.test(lines[end] ?? ''))) {
      end++
      if (hasOddQuotes(lines[end])) isOpen = !isOpen
    }
    const request = lines.slice(start, end + 1).join('\n')
    return { request, ...toError([...lines.slice(0, start), ...lines.slice(end + 1)]) }
  }
  const urlLine = lines.findIndex((line) => /^\s*["'<]?https?:\/\//i.test(line))
  if (urlLine === -1) return toError(lines)
  return { url: lines[urlLine]?.trim() ?? '', ...toError(lines.filter((_, index) => index !== urlLine)) }
}

function hasOddQuotes(line = ''): boolean {
  return (line.replaceAll(/\\./g, '').match(/'/g)?.length ?? 0) % 2 === 1
}

function toError(lines: readonly string[]): Pick<ExplainInput, 'error'> {
  const error = lines.join('\n').trim()
  return error === '' ? {} : { error }
}
