/** What can steer a terminal, or make a text look like another: C0 and C1 controls, bidi and other invisible characters. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu
const unprintableButLineEnd = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** A text in one line, each character that must not reach a terminal as `\u{202e}`, and cut after so many characters. */
export function formatCell(text: string, longest: number): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text
  return cut.replaceAll(unprintable, escapeCharacter)
}

/** Lines of text, each character that must not reach a terminal as `\u{202e}`. */
export function formatLines(text: string): string {
  return text.replaceAll(unprintableButLineEnd, escapeCharacter)
}

/** JSON in one line. What must not reach a terminal is escaped as JSON does it, so that the value stays the same. */
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
