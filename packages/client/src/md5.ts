/** RFC 1321, section 3.4: the shifts of the four steps of each round. */
const shifts = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const

/** The constants of the 64 steps. */
const sines = Array.from({ length: 64 }, (_, step) => Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32))

/** The number of bytes to read at a time: a multiple of the block size. */
const pieceBytes = 1024 ** 2

/**
 * Computes the MD5 (RFC 1321) in hexadecimal, as S3 writes it into an ETag. WebCrypto does not offer it. It serves only to recognise
 * our own bytes, not to protect anything.
 */
export async function hashMd5(body: Blob): Promise<string> {
  const state = new Uint32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476])
  for (let position = 0; position <= body.size; position += pieceBytes) {
    const piece = new Uint8Array(await body.slice(position, position + pieceBytes).arrayBuffer())
    const blocks = piece.length === pieceBytes ? piece : pad(piece, body.size)
    const words = new DataView(blocks.buffer)
    for (let start = 0; start < blocks.length; start += 64) addBlock(state, words, start)
  }
  return [...new Uint8Array(state.buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Pads the last block (RFC 1321, sections 3.1 and 3.2). */
function pad(rest: Uint8Array, totalBytes: number): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(Math.ceil((rest.length + 9) / 64) * 64)
  padded.set(rest)
  padded[rest.length] = 0x80
  new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(totalBytes) * 8n, true)
  return padded
}

function addBlock(state: Uint32Array, words: DataView, start: number): void {
  let [a = 0, b = 0, c = 0, d = 0] = state
  for (let step = 0; step < 64; step++) {
    const round = step >> 4
    const [mixed, word] =
      round === 0
        ? [(b & c) | (~b & d), step]
        : round === 1
          ? [(d & b) | (~d & c), 5 * step + 1]
          : round === 2
            ? [b ^ c ^ d, 3 * step + 5]
            : [c ^ (b | ~d), 7 * step]
    const sum = (a + mixed + (sines[step] ?? 0) + words.getUint32(start + (word % 16) * 4, true)) | 0
    const shift = shifts[round as 0]?.[(step % 4) as 0] ?? 0
    ;[a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0]
  }
  for (const [index, word] of [a, b, c, d].entries()) state[index] = (state[index] ?? 0) + word
}
