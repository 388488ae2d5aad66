import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { hashMd5 } from './md5.ts'

test('RFC 1321, appendix A.5', async () => {
  for (const [text, expected] of [
    ['', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
    [
      '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
      '57edf4a22be3c955ac49da2e2107b67a',
    ],
  ] as const) {
    assert.equal(await hashMd5(new Blob([text])), expected)
  }
})

test('any length, around the block size and around the number of bytes read at a time', async () => {
  const mebi = 1024 ** 2
  for (const length of [1, 54, 55, 56, 57, 63, 64, 65, 119, 120, mebi - 9, mebi - 1, mebi, mebi + 1, 2 * mebi]) {
    const bytes = randomBytes(length)
    assert.equal(await hashMd5(new Blob([bytes])), createHash('md5').update(bytes).digest('hex'), `${length} bytes`)
  }
})
