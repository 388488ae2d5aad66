import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** A digest that is computed piece by piece. */
export interface Digest {
  update(piece: Buffer): void
  finish(): Buffer
}

/** The checksums that S3 knows, by the end of their header name. S3 User Guide, "Checking object integrity". */
export const checksumDigests: Readonly<Record<string, () => Digest>> = {
  crc32: () => createWordDigest((piece, value) => crc32(piece, value)),
  crc32c: () => createWordDigest(addCrc32c),
  crc64nvme: createCrc64,
  sha1: () => createDigest('sha1'),
  sha256: () => createDigest('sha256'),
}

/** @param algorithm as `node:crypto` names it */
export function createDigest(algorithm: string): Digest {
  const hash = createHash(algorithm)
  return { update: (piece) => void hash.update(piece), finish: () => hash.digest() }
}

function createWordDigest(add: (piece: Buffer, value: number) => number): Digest {
  let value = 0
  return {
    update(piece) {
      value = add(piece, value)
    },
    finish() {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(value >>> 0)
      return bytes
    },
  }
}

/** Castagnoli's polynomial, its bits reversed. RFC 3720, appendix B.4. */
const crc32cTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0x82f63b78 : 0)
  return value
})

function addCrc32c(piece: Buffer, former: number): number {
  let value = ~former
  for (const byte of piece) value = (value >>> 8) ^ (crc32cTable[(value ^ byte) & 0xff] as number)
  return ~value
}

/** The polynomial of the NVM Express specification (NVM Command Set, 5.2.1.3.4), its bits reversed, in two halves. */
const [polynomialHigh, polynomialLow] = [0x9a6c9329, 0xac4bc9b5]

function createCrc64(): Digest {
  let [high, low] = [0xffffffff, 0xffffffff]
  return {
    update(piece) {
      for (const byte of piece) {
        const index = (low ^ byte) & 0xff
        low = ((low >>> 8) | (high << 24)) ^ (crc64Tables.low[index] as number)
        high = (high >>> 8) ^ (crc64Tables.high[index] as number)
      }
    },
    finish() {
      const bytes = Buffer.alloc(8)
      bytes.writeUInt32BE(~high >>> 0)
      bytes.writeUInt32BE(~low >>> 0, 4)
      return bytes
    },
  }
}

const crc64Tables = createCrc64Tables()

function createCrc64Tables() {
  const tables = { high: new Uint32Array(256), low: new Uint32Array(256) }
  for (let byte = 0; byte < 256; byte++) {
    let [high, low] = [0, byte]
    for (let bit = 0; bit < 8; bit++) {
      const isOdd = low & 1
      low = (low >>> 1) | (high << 31)
      high >>>= 1
      if (isOdd) {
        low ^= polynomialLow
        high ^= polynomialHigh
      }
    }
    tables.high[byte] = high
    tables.low[byte] = low
  }
  return tables
}
