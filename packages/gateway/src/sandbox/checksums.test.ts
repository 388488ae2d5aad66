import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checksumDigests } from './checksums.ts'

// Check values from the catalogue of parametrised CRC algorithms (https://reveng.sourceforge.io/crc-catalogue/) and from FIPS 180.
for (const [name, expected] of Object.entries({
  crc32: 'cbf43926',
  crc32c: 'e3069283',
  crc64nvme: 'ae8b14860a799888',
  sha1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  sha256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
})) {
  test(`${name} of 123456789, in one piece and in several`, () => {
    for (const pieces of [['123456789'], ['1', '', '2345', '6789']]) {
      const digest = checksumDigests[name]?.() ?? assert.fail()
      for (const piece of pieces) digest.update(Buffer.from(piece))
      assert.equal(digest.finish().toString('hex'), expected)
    }
  })
}
