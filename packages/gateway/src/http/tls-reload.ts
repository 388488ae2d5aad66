import { readFile } from 'node:fs/promises'
import type { Server } from 'node:tls'
import type { Logger } from 'pino'
import type { TlsFiles } from '../config/tls-settings.ts'
import { readTlsPair, type TlsPair } from './tls-pair.ts'

const dayMs = 86_400_000

/** Whoever renews does so earlier: Let's Encrypt's clients 30 days ahead. */
const lateMs = 14 * dayMs

/**
 * Makes the look at the files of a server that speaks HTTPS. When they have changed and fit each other, new connections get
 * the new certificate. When they do not fit (one is written before the other), the former one stays, and the log says why.
 * @param pair what the server has
 */
function createTlsReload(
  server: Pick<Server, 'setSecureContext'>,
  { files, pair, logger }: { readonly files: TlsFiles; readonly pair: TlsPair; readonly logger: Logger },
): () => Promise<void> {
  let seen = `${pair.cert}${pair.key}`
  let complaint: string | undefined
  return async () => {
    try {
      // The content counts: the files may be links that are changed (Kubernetes, certbot), and their times may go back.
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

/** A renewed certificate is in use after so long. */
const lookEveryMs = 2000

/** Looks at the files of a server as long as it listens, and says at the start whether the certificate ends soon. */
export function followTlsFiles(server: Server, options: Parameters<typeof createTlsReload>[1]): void {
  warnOfEnd(options.pair, Date.now(), options.logger)
  const timer = setInterval(createTlsReload(server, options), lookEveryMs).unref()
  server.once('close', () => clearInterval(timer))
}

/** Logs that a certificate has ended, or ends soon: browsers and SDKs refuse it then. */
function warnOfEnd({ endsAt }: Pick<TlsPair, 'endsAt'>, now: number, logger: Logger): void {
  if (endsAt - now > lateMs) return
  const until = new Date(endsAt).toISOString()
  if (endsAt <= now) logger.error({ until }, 'the TLS certificate has ended: clients refuse it')
  else logger.warn({ until }, 'the TLS certificate ends soon')
}
