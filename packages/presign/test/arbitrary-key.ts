import fc from 'fast-check'
import { findKeyProblem } from '../src/naming-rules.ts'
import { anyCharacter } from './any-character.ts'

// Texts that URLs, encoders and signers are known to get wrong.
const awkward = fc.constantFrom(
  ' ',
  '+',
  '%',
  '%2F',
  '%2e',
  "'",
  '!',
  '(',
  ')',
  '*',
  '?',
  '#',
  '&',
  '=',
  '/',
  '//',
  '\\',
  '~',
  'é',
  '日本',
  '😀',
  '\u0001',
)

/** Generates legal object keys of every awkward kind, up to the 1024 bytes that S3 allows. */
export const arbitraryKey: fc.Arbitrary<string> = fc
  .oneof(
    fc
      .array(fc.oneof(awkward, fc.string({ unit: 'grapheme-ascii', maxLength: 8 })), { maxLength: 12 })
      .map((pieces) => pieces.join('')),
    fc.string({ unit: anyCharacter, maxLength: 40 }),
    fc.constantFrom('a', 'é', '😀', ' ').map((unit) => unit.repeat(1024 / Buffer.byteLength(unit))),
    fc.constantFrom('/a', 'a/', '//', '/', 'a//b', 'pdfs/report.pdf', '.hidden', 'a..b/...'),
  )
  .filter((key) => findKeyProblem(key) === undefined)
