/** The format of a sealed text, which begins with it: `v1.<key id>.<wrapped data key>.<ciphertext>`. */
export const sealedFormat = 'v1'

/** Where the id of the master key ends in a sealed text: `v1.` and 16 digits. */
export const keyIdEnd = sealedFormat.length + 1 + 16

/** Reads the id of the master key that wraps a sealed text's data key; undefined when the text does not have the format. */
export function readKeyId(sealed: string): string | undefined {
  const [version, keyId, ...rest] = sealed.split('.')
  return version === sealedFormat && rest.length === 2 ? keyId : undefined
}
