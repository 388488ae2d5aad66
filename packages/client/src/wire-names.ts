/** Options whose values have names chosen by the caller. */
const ownNames: readonly string[] = ['metadata', 'tags']

/** Returns the gateway's name of an option: `expires_in` for `expiresIn`, `key_name` for `key`. */
function toWireName(name: string): string {
  return name === 'key' ? 'key_name' : name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** Converts options to the gateway's names, including those in lists. Undefined options are omitted. */
export function toWire(options: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, value]) =>
      value === undefined ? [] : [[toWireName(name), ownNames.includes(name) ? value : toWireValue(value)]],
    ),
  )
}

function toWireValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toWireValue)
  return typeof value === 'object' && value !== null ? toWire(value) : value
}
