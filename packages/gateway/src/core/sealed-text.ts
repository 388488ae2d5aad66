/** The format of a sealed text, which begins with it: `v1.<key id>.<wrapped data key>.<ciphertext>`. */
export const sealedFormat = 'v1'

/** Where the id of the master key ends in a sealed text: `v1.` and 16 digits. */
export const keyIdEnd = sealedFormat.length + 1 + 16

/** Reads the id of the master key that wraps a sealed text's data key; undefined when the text does not have the format. */
export function readKeyId(sealed: string): string | undefined {
  const [version, keyId, ...rest] = sealed.split('.')
  return version === sealedFormat && rest.length === 2 ? keyId : undefined
}

/** How many digits of a master key's id are in its secret version. */
const versionDigits = 12

/** Makes the number with which the text of a second factor names the master key that encrypts it. */
export function toSecretVersion(keyId: string): number {
  return Number.parseInt(keyId.slice(0, versionDigits), 16)
}

/** Returns the digits with which the id of the master key of a secret version begins. */
export function toKeyIdStart(version: number): string {
  return version.toString(16).padStart(versionDigits, '0')
}

/** Reads the version from a text of a second factor: `$ba$<version>$…`, as better-auth writes it; undefined in any other text. */
export function readSecretVersion(text: string): number | undefined {
  const version = /^\$ba\$(\d+)\$/.exec(text)?.[1]
  return version === undefined ? undefined : Number(version)
}
