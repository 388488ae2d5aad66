/** Characters that can control a terminal, or make one text look like another: C0 and C1 controls, bidi and other invisible characters. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu
const unprintableButLineEnd = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** Formats a text as one line, cut after `longest` characters. A character that must not reach a terminal becomes `\u{202e}`. */
export function formatCell(text: string, longest: number): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text
  return cut.replaceAll(unprintable, escapeCharacter)
}

/** Formats lines of text. A character that must not reach a terminal becomes `\u{202e}`. */
export function formatLines(text: string): string {
  return text.replaceAll(unprintableButLineEnd, escapeCharacter)
}

/** Formats a value as JSON in one line. Characters that must not reach a terminal get JSON's own escapes, so the value stays the same. */
export function formatJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(unprintable, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}

function escapeCharacter(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`
}
