/**
 * Finds a blank at either end of a text, where copying a value often leaves one: `ends with a line break`.
 * @returns undefined when there is none
 */
export function findBlank(text: string): string | undefined {
  if (/[\r\n\u2028\u2029]\s*$/.test(text)) return 'ends with a line break'
  if (/\s$/.test(text)) return 'ends with a blank'
  if (/^\s*[\r\n\u2028\u2029]/.test(text)) return 'begins with a line break'
  return /^\s/.test(text) ? 'begins with a blank' : undefined
}
