const word = /(?:\\.|'[^']*'|"(?:\\.|[^"\\])*"|[^\s\\'"])+/sy
const piece = /\\(.)|'([^']*)'|"((?:\\.|[^"\\])*)"|([^\\'"]+)/gs

/**
 * Splits a command into its program and arguments, without a shell. Whitespace separates words, and quotes keep a word
 * together. A backslash escapes the next character: between double quotes only `"` and `\`, between single quotes none.
 * Nothing else has a meaning: there are no variables, patterns, pipes or comments.
 * @returns undefined when there is no word, or when a quote is not closed
 */
export function splitCommand(text: string): readonly string[] | undefined {
  const words: string[] = []
  let rest = text.trimStart()
  while (rest !== '') {
    word.lastIndex = 0
    const raw = word.exec(rest)?.[0]
    if (raw === undefined) return undefined
    words.push(unquote(raw))
    const after = rest.slice(raw.length)
    rest = after.trimStart()
    // Text that follows a word without whitespace is an unclosed quote, or a backslash at the end.
    if (rest === after && rest !== '') return undefined
  }
  return words.length === 0 || words[0] === '' ? undefined : words
}

function unquote(raw: string): string {
  return raw.replaceAll(
    piece,
    (_, escaped?: string, single?: string, double?: string, plain?: string) =>
      escaped ?? single ?? double?.replaceAll(/\\(["\\])/g, '$1') ?? plain ?? '',
  )
}

/** @returns what is wrong with a command, or undefined when nothing is; never repeats the command */
export function findCommandProblem(text: string): string | undefined {
  if (splitCommand(text) !== undefined) return undefined
  return "is not a command: write a program and its arguments, and close every quote; for pipes and variables write sh -c '…'"
}
