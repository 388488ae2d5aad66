import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyCharacter } from '../../../presign/test/any-character.ts'
import { formatContentDisposition } from './content-disposition.ts'

for (const [name, expected] of [
  ['report.pdf', 'filename="report.pdf"'],
  ['Q1 (final)!.pdf', 'filename="Q1 (final)!.pdf"'],
  [
    'r̈ésumé “final”.pdf',
    `filename="resume _final_.pdf"; filename*=UTF-8''r%CC%88%C3%A9sum%C3%A9%20%E2%80%9Cfinal%E2%80%9D.pdf`,
  ],
  ['a";x="b.pdf', `filename="a_;x=_b.pdf"; filename*=UTF-8''a%22%3Bx%3D%22b.pdf`],
  ['100%25.pdf', `filename="100_25.pdf"; filename*=UTF-8''100%2525.pdf`],
  ["it's *(new)*.pdf", 'filename="it\'s *(new)*.pdf"'],
  ["é'(*)", `filename="e'(*)"; filename*=UTF-8''%C3%A9%27%28%2A%29`],
  ['日本語.txt', `filename="___.txt"; filename*=UTF-8''%E6%97%A5%E6%9C%AC%E8%AA%9E.txt`],
  ['🚀.txt', `filename="_.txt"; filename*=UTF-8''%F0%9F%9A%80.txt`],
  ['קובץ.pdf', `filename="____.pdf"; filename*=UTF-8''%D7%A7%D7%95%D7%91%D7%A5.pdf`],
  // Without the replacement, a file manager would show exe.jpg, but run a program.
  ['\u202egpj.exe', 'filename="_gpj.exe"'],
  ['a\r\nSet-Cookie: b', 'filename="a__Set-Cookie: b"'],
  ['../../etc/passwd', 'filename=".._.._etc_passwd"'],
  ['C:\\x\u2028\u0085', 'filename="C:_x__"'],
] as const) {
  test(`pain 35: a file name for the download, ${JSON.stringify(name)}`, () => {
    assert.equal(formatContentDisposition('attachment', name), `attachment; ${expected}`)
  })
}

test('without a file name there is only the disposition', () => {
  assert.equal(formatContentDisposition('inline'), 'inline')
})

test('any name stays within its quotes and can be read back', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: anyCharacter, minLength: 1 }).filter((text) => text.isWellFormed()),
      (name) => {
        const header = formatContentDisposition('inline', name)
        const [, plain, extended] =
          /^inline; filename="([^"\\]*)"(?:; filename\*=UTF-8''([\w!#$&+.^`|~%-]*))?$/.exec(header) ??
          assert.fail(header)
        assert.match(plain ?? '', /^[\x20-\x7e]*$/)
        const read = extended === undefined ? plain : decodeURIComponent(extended)
        const kept = (text: string) => text.replaceAll(/[^\p{L}\p{N}]/gu, '')
        assert.equal(kept(read ?? ''), kept(name))
      },
    ),
  )
})
