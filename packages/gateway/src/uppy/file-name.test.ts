import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { makeSafeFileName } from './file-name.ts'

for (const [name, safe] of [
  ['photo.jpg', 'photo.jpg'],
  ['Urlaub in Köln (2).jpg', 'Urlaub in Köln (2).jpg'],
  ['写真.png', '写真.png'],
  ['می‌خواهم.pdf', 'می‌خواهم.pdf'],
  ['👩‍👧.gif', '👩‍👧.gif'],
  ["it's 50 & more + a=b, c;d!.txt", "it's 50 & more + a=b, c;d!.txt"],
  ['cafe\u0301.txt', 'caf\u00e9.txt'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\fakepath\\photo.jpg', 'photo.jpg'],
  ['a/b/', 'b'],
  ['a/..', 'a'],
  ['..', 'file'],
  ['...', 'file'],
  ['/', 'file'],
  ['   ', 'file'],
  ['\u200b\u200d', 'file'],
  ['.htaccess', 'htaccess'],
  ['report.pdf. ', 'report.pdf'],
  ['line\nbreak\r\n\tand\u0000nul.txt', 'linebreakandnul.txt'],
  ['photo\u202egpj.exe', 'photogpj.exe'],
  ['half \ud83d.txt', 'half .txt'],
  ['a  b\u00a0c.txt', 'a b c.txt'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: S3's own notation
  ['${filename}.txt', '$-filename-.txt'],
  ['100%20#1?<a>|*"[x]{y}~^`:.txt', '100-20-1--a-----x--y-----.txt'],
] as const) {
  test(`the name ${JSON.stringify(name)} becomes ${JSON.stringify(safe)}`, () => {
    assert.equal(makeSafeFileName(name), safe)
  })
}

test('a long name is cut before its ending, and between characters', () => {
  assert.equal(makeSafeFileName(`${'a'.repeat(300)}.tar.gz`), `${'a'.repeat(252)}.gz`)
  assert.equal(makeSafeFileName(`${'ä'.repeat(300)}.jpeg`), `${'ä'.repeat(125)}.jpeg`)
  assert.equal(makeSafeFileName(`a.${'x'.repeat(300)}`), `a.${'x'.repeat(253)}`)
  assert.equal(makeSafeFileName('👩‍👧👩‍👧.gif', 16), '👩‍👧.gif')
  assert.equal(makeSafeFileName('photo.jpg', 3), 'pho')
})

test('no result has a separator, a control character, a segment of dots, or too many bytes', () => {
  const names = fc.string({
    unit: fc.oneof(fc.constantFrom('/', '\\', '.', ' ', '\0', '\u202e', 'ä', '👩'), fc.string()),
  })
  fc.assert(
    fc.property(names, fc.integer({ min: 1, max: 400 }), (name, maxBytes) => {
      const safe = makeSafeFileName(name, maxBytes)
      assert.ok(Buffer.byteLength(safe) <= Math.min(maxBytes, 255), safe)
      assert.doesNotMatch(safe, /[/\\\p{Cc}\p{Cs}]|^\.+$/u)
      assert.ok(safe.isWellFormed())
    }),
  )
})
