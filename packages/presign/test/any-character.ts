import fc from 'fast-check'

/** The surrogates are no characters of their own. */
const [firstSurrogate, surrogateCount] = [0xd800, 0x800]

/**
 * Generates any character of Unicode, as a string. It does what `unit: 'binary'` of `fc.string` does, but that one makes a table of
 * all million characters, which takes more than a second in every test file.
 */
export const anyCharacter: fc.Arbitrary<string> = fc.nat({ max: 0x10ffff - surrogateCount }).map(
  (index) => String.fromCodePoint(index < firstSurrogate ? index : index + surrogateCount),
  (text) => {
    const code = String(text).codePointAt(0) ?? -1
    if (code < 0 || String.fromCodePoint(code) !== text) throw new Error('not one character')
    return code < firstSurrogate ? code : code - surrogateCount
  },
)
