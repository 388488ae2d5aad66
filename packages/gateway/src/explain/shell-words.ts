/** The shells whose quoting is known. Browsers copy commands for `bash` and `cmd`; people type commands for `powershell`. */
export type Shell = 'bash' | 'cmd' | 'powershell'

/** A command line as its shell reads it. */
export interface ShellReading {
  /** The words of the first command. */
  readonly words: readonly string[]
  /** What follows the operator that ended the command: `&`, `|`, `;`, a line break or a redirection. */
  readonly rest: string
  /** The operator that ended the command; empty where the command ends with the text. */
  readonly operator: string
  /** The quotation mark that is still open at the end. */
  readonly openQuote: string | undefined
}

/**
 * Reads the words of one command. It expands nothing: `$HOME` stays `$HOME`.
 *
 * Bash: `'…'`, `"…"`, `$'…'`, `\` (https://www.gnu.org/software/bash/manual/bash.html#Quoting). cmd.exe: `^` before any character, and
 * `"…"` with `""` or `\"` in it, as the C runtime reads it. PowerShell: `'…'` with `''`, `"…"` with a backtick
 * (about_Quoting_Rules).
 */
export function readShellWords(text: string, shell: Shell): ShellReading {
  const words: string[] = []
  let word: string | undefined
  let at = 0
  const escapeSign = shell === 'bash' ? '\\' : shell === 'cmd' ? '^' : '`'
  const operators = shell === 'powershell' ? '|;&\n' : shell === 'cmd' ? '&|<>\n' : '&|;<>\n'
  const end = (operator: string, openQuote?: string): ShellReading => {
    if (word !== undefined) words.push(word)
    return { words, operator, rest: text.slice(at + operator.length), openQuote }
  }
  while (at < text.length) {
    const char = text.charAt(at)
    const next = text.charAt(at + 1)
    if (char === escapeSign) {
      // cmd.exe drops a line break after `^`, and treats a second line break as a character.
      const lineBreak = /^\r?\n/.exec(text.slice(at + 1, at + 3))?.[0]
      if (lineBreak === undefined) word = (word ?? '') + next
      at += 1 + (lineBreak?.length ?? 1)
      // Chrome escapes the quotation marks themselves, so that cmd.exe passes them on.
      if (shell === 'cmd' && next === '"') {
        const quoted = readCmdQuoted(text, at, true)
        word = (word ?? '').slice(0, -1) + quoted.text
        at = quoted.end
        if (!quoted.isClosed) return end('', '^"')
      }
      continue
    }
    if (/[ \t\r]/.test(char)) {
      if (word !== undefined) words.push(word)
      word = undefined
      at++
      continue
    }
    if (operators.includes(char)) {
      if (char === '\n' && words.length === 0 && word === undefined) {
        at++
        continue
      }
      return end(char)
    }
    if (char === '"' || (char === "'" && shell !== 'cmd') || (char === '$' && next === "'" && shell === 'bash')) {
      const quoted = readQuoted(text, at, shell)
      word = (word ?? '') + quoted.text
      at = quoted.end
      if (!quoted.isClosed) return end('', char)
      continue
    }
    word = (word ?? '') + char
    at++
  }
  return end('')
}

/** Text between quotation marks, and the position after them. */
interface Quoted {
  readonly text: string
  readonly end: number
  readonly isClosed: boolean
}

function readQuoted(text: string, start: number, shell: Shell): Quoted {
  if (shell === 'cmd') return readCmdQuoted(text, start + 1, false)
  if (text.charAt(start) === '$') return readAnsiQuoted(text, start + 2)
  const mark = text.charAt(start)
  let content = ''
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at)
    const next = text.charAt(at + 1)
    if (char === mark) {
      if (shell !== 'powershell' || next !== mark) return { text: content, end: at + 1, isClosed: true }
      content += mark
      at++
    } else if (mark === '"' && shell === 'bash' && char === '\\' && '$`"\\\n'.includes(next)) {
      content += next === '\n' ? '' : next
      at++
    } else if (mark === '"' && shell === 'powershell' && char === '`') {
      content += next
      at++
    } else content += char
  }
  return { text: content, end: text.length, isClosed: false }
}

/** @param isEscaped whether the quotation marks, and all other special characters of cmd.exe, have a `^` before them */
function readCmdQuoted(text: string, start: number, isEscaped: boolean): Quoted {
  let content = ''
  for (let at = start; at < text.length; at++) {
    let char = text.charAt(at)
    const wasEscaped = isEscaped && char === '^'
    if (wasEscaped) {
      const lineBreak = /^\r?\n/.exec(text.slice(at + 1, at + 3))?.[0]
      at += lineBreak === undefined ? 1 : lineBreak.length
      if (lineBreak !== undefined) continue
      char = text.charAt(at)
    }
    if (char === '\\' && /^\^?"/.test(text.slice(at + 1, at + 3))) {
      at += text.charAt(at + 1) === '^' ? 2 : 1
      content += '"'
    } else if (char === '"' && wasEscaped === isEscaped) return { text: content, end: at + 1, isClosed: true }
    else content += char
  }
  return { text: content, end: text.length, isClosed: false }
}

const namedEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  v: '\v',
}

/** Reads `$'…'`, in which Chrome and Firefox write text that is not plain ASCII. */
function readAnsiQuoted(text: string, start: number): Quoted {
  const bytes: Buffer[] = []
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === "'") return { text: Buffer.concat(bytes).toString(), end: at + 1, isClosed: true }
    const escaped = /^\\(?:x([\da-f]{1,2})|u([\da-f]{1,4})|U([\da-f]{1,8})|([0-7]{1,3})|([\s\S]))/i.exec(
      text.slice(at, at + 10),
    )
    if (escaped === null) {
      bytes.push(Buffer.from(String.fromCodePoint(text.codePointAt(at) ?? 0)))
      if ((text.codePointAt(at) ?? 0) > 0xffff) at++
      continue
    }
    const [whole, hex, short, long, octal, other = ''] = escaped
    at += whole.length - 1
    if (hex !== undefined || octal !== undefined)
      bytes.push(Buffer.from([Number.parseInt(hex ?? octal ?? '', hex ? 16 : 8) & 255]))
    else if (short !== undefined || long !== undefined)
      bytes.push(Buffer.from(toCharacter(Number.parseInt(short ?? long ?? '', 16))))
    else bytes.push(Buffer.from(namedEscapes[other] ?? other))
  }
  return { text: Buffer.concat(bytes).toString(), end: text.length, isClosed: false }
}

function toCharacter(codePoint: number): string {
  return codePoint > 0x10ffff ? '\ufffd' : String.fromCodePoint(codePoint)
}
