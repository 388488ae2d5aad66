import { readFile } from 'node:fs/promises'
import type { Server } from 'node:tls'
import type { Logger } from 'pino'
import type { TlsFiles } from '../config/tls-settings.ts'
import { readTlsPair, type TlsPair } from './tls-pair.ts'

const dayMs = 86_400_000

/** A renewal usually happens earlier: Let's Encrypt's clients renew 30 days ahead. */
const lateMs = 14 * dayMs

/**
 * Makes the check of the files of a server that speaks HTTPS. When they have changed and match each other, new connections get
 * the new certificate. When they do not match (one is written before the other), the former certificate stays in use, and the log
 * says why.
 * @param pair the pair that the server uses now
 */
function createTlsReload(
  server: Pick<Server, 'setSecureContext'>,
  { files, pair, logger }: { readonly files: TlsFiles; readonly pair: TlsPair; readonly logger: Logger },
): () => Promise<void> {
  let seen = `${pair.cert}${pair.key}`
  let complaint: string | undefined
  return async () => {
    try {
      // Compares the content: the files may be links that are replaced (Kubernetes, certbot), and their times may go back.
      const texts = await Promise.all([readFile(files.certFile, 'utf8'), readFile(files.keyFile, 'utf8')])
      if (texts.join('') === seen) return
      const renewed = readTlsPair(files)
      server.setSecureContext({ cert: renewed.cert, key: renewed.key })
      seen = `${renewed.cert}${renewed.key}`
      complaint = undefined
      logger.info({ until: new Date(renewed.endsAt).toISOString() }, 'the TLS certificate was read again')
      warnOfEnd(renewed, Date.now(), logger)
    } catch (error) {
      const { message } = error as Error
      if (message === complaint) return
      complaint = message
      logger.error(`The TLS certificate stays the former one. ${message}`)
    }
  }
}

/** How often the files are read: a renewed certificate is in use after at most this time. */
const lookEveryMs = 2000

/** Checks the files of a server as long as it listens, and warns at the start when the certificate expires soon. */
export function followTlsFiles(server: Server, options: Parameters<typeof createTlsReload>[1]): void {
  warnOfEnd(options.pair, Date.now(), options.logger)
  const timer = setInterval(createTlsReload(server, options), lookEveryMs).unref()
  server.once('close', () => clearInterval(timer))
}

/** Logs that a certificate has expired or expires soon, because browsers and SDKs refuse an expired one. */
function warnOfEnd({ endsAt }: Pick<TlsPair, 'endsAt'>, now: number, logger: Logger): void {
  if (endsAt - now > lateMs) return
  const until = new Date(endsAt).toISOString()
  if (endsAt <= now) logger.error({ until }, 'the TLS certificate has expired: clients refuse it')
  else logger.warn({ until }, 'the TLS certificate expires soon')
}
