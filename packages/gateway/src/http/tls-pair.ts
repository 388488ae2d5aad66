import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { TlsFiles } from '../config/tls-settings.ts'

/** A certificate and its key, which match each other. */
export interface TlsPair {
  /** PEM, with the chain. */
  readonly cert: string
  /** PEM. A secret. */
  readonly key: string
  /** When the certificate expires, in epoch milliseconds. */
  readonly endsAt: number
}

/**
 * Reads the certificate and its key.
 * @throws Error that names the variable and the file, and says what would be right; it repeats no part of the key
 */
export function readTlsPair({ certFile, keyFile }: TlsFiles): TlsPair {
  const [cert, key] = [read('SIGNPOST_TLS_CERT_FILE', certFile), read('SIGNPOST_TLS_KEY_FILE', keyFile)]
  const certificate = parseCertificate(cert, `SIGNPOST_TLS_CERT_FILE (${certFile})`)
  if (!certificate.checkPrivateKey(parseKey(key, `SIGNPOST_TLS_KEY_FILE (${keyFile})`, keyFile))) {
    throw new Error(
      `The key in ${keyFile} is not that of the certificate in ${certFile}; in a file with a chain, the server's own certificate comes first`,
    )
  }
  try {
    process.getBuiltinModule('node:tls').createSecureContext({ cert, key })
  } catch (error) {
    throw new Error(`The certificate in ${certFile} cannot be used: ${(error as Error).message}`)
  }
  return { cert, key, endsAt: certificate.validToDate.getTime() }
}

function read(variable: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error(`${variable} names a file that cannot be read: ${(error as Error).message}`)
  }
}

function parseCertificate(text: string, place: string): X509Certificate {
  try {
    return new X509Certificate(text)
  } catch {
    const hint = text.includes('PRIVATE KEY-----') ? '; it holds a private key: are the two files swapped?' : ''
    throw new Error(`${place} holds no certificate in PEM (-----BEGIN CERTIFICATE-----)${hint}`)
  }
}

function parseKey(text: string, place: string, file: string): KeyObject {
  try {
    return createPrivateKey(text)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MISSING_PASSPHRASE' || text.includes('ENCRYPTED')) {
      throw new Error(
        `The key in ${place} has a passphrase; write it without one: openssl pkey -in ${file} -out key.pem`,
      )
    }
    throw new Error(`${place} holds no private key in PEM (-----BEGIN PRIVATE KEY-----)`)
  }
}
