import type { lookup } from 'node:dns'

/** Makes a look-up that returns one address for every name, or fails with a code such as `ENOTFOUND`. */
export function resolveTo(addressOrCode: string): typeof lookup {
  const isCode = /^E[A-Z]/.test(addressOrCode)
  return ((host: string, _options: object, callback: (error: Error | null, found: object[]) => void) => {
    if (isCode)
      callback(Object.assign(new Error(`getaddrinfo ${addressOrCode}`), { code: addressOrCode, hostname: host }), [])
    else callback(null, [{ address: addressOrCode, family: 4 }])
  }) as unknown as typeof lookup
}
