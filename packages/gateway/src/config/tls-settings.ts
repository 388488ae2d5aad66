import { Type } from 'typebox'

/** The configuration keys for HTTPS that the gateway itself speaks. */
export const tlsKeys = {
  tlsCertFile: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'Certificate with its chain, PEM: with it the gateway speaks HTTPS; the gateway reads it again when it changes',
    }),
  ),
  tlsKeyFile: Type.Optional(
    Type.String({ minLength: 1, description: 'Private key of the certificate, as PEM, without a passphrase' }),
  ),
}

/** The files that a gateway speaks HTTPS with. */
export interface TlsFiles {
  readonly certFile: string
  readonly keyFile: string
}

/** The files of a valid configuration; undefined when the gateway speaks HTTP. */
export function listTlsFiles({
  tlsCertFile,
  tlsKeyFile,
}: {
  readonly tlsCertFile?: string
  readonly tlsKeyFile?: string
}): TlsFiles | undefined {
  if (tlsCertFile === undefined || tlsKeyFile === undefined) return undefined
  return { certFile: tlsCertFile, keyFile: tlsKeyFile }
}

/** @returns the problem when only one of the two files is named; undefined otherwise */
export function findTlsProblem({ tlsCertFile, tlsKeyFile }: Readonly<Record<string, unknown>>): string | undefined {
  if ((tlsCertFile === undefined) === (tlsKeyFile === undefined)) return undefined
  const [given, missing] = tlsKeyFile === undefined ? ['tlsCertFile', 'tlsKeyFile'] : ['tlsKeyFile', 'tlsCertFile']
  return `${given} is set without ${missing}: HTTPS needs both; set neither when a proxy speaks HTTPS`
}
