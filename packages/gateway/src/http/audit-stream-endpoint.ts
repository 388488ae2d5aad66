import { PassThrough } from 'node:stream'
import { type Static, Type } from 'typebox'
import { toAuditFields } from '../admin/audit-event-record.ts'
import { auditFilterInput, fitsAuditFilter, readAuditFilter } from '../admin/audit-filter.ts'
import { createAuditTail } from '../admin/audit-tail.ts'
import { toJsonValue } from '../admin/to-json-value.ts'
import { createWireReader } from '../admin/wire-input.ts'
import type { AdministratorSession } from '../core/administrator.ts'
import { AppError } from '../core/app-error.ts'
import type { AuditFilter } from '../core/audit-ports.ts'
import type { AuditEntry } from '../core/model.ts'
import { readQueryFields } from './admin-query.ts'
import {
  type AdminApiDependencies,
  type AdminEndpoint,
  type AdminRequest,
  allowRequest,
  isSameSession,
  readTime,
} from './admin-request.ts'

/** The most streams of one node at a time, and of one administrator. Each page that shows the log live has one stream. */
const mostAtOnce = 50
const mostOfOne = 5

/** How often a stream checks that its session still exists, and sends a comment, because proxies end silent connections. */
const usualBeatMs = 4000

/** How often a stream checks whether a shutdown has begun. */
const drainLookMs = 250

/** A client that reconnects gets the events that it missed, unless there were more than this in all accounts. */
const mostMissed = 10_000

/** A client with more unread bytes than this is too slow, and is cut off. It reconnects on its own, and continues where it was. */
const mostWaitingBytes = 1_000_000

/** The fields of a live view of the audit log: the filters of the list, except times. */
export const streamInput = Type.Omit(auditFilterInput, ['since', 'until'])

/**
 * `GET /admin/api/stream-audit-events`: the events as they are committed, as server-sent events (WHATWG HTML, section 9.2). Each
 * event has its id, so a browser that lost the connection continues where it was.
 */
export function createStreamEndpoint(administration: AdminApiDependencies): AdminEndpoint {
  const readFields = createWireReader(streamInput, readTime)
  const { audit } = administration.dependencies
  const { beatMs = usualBeatMs } = administration
  const tail = createAuditTail(audit)
  const open = new Map<PassThrough, string>()

  return {
    method: 'GET',
    async answer(admin) {
      const { query, dependencies } = await allowRequest(admin, { role: 'auditor' }, administration)
      const input = readFields(readQueryFields(query, streamInput)) as Static<typeof streamInput>
      const filter = await readAuditFilter(input, dependencies)
      const stream = openStream(admin.session)
      try {
        await start(stream, filter, admin)
      } catch (error) {
        stream.destroy()
        throw error
      }
      admin.reply.header('x-accel-buffering', 'no')
      return admin.reply.type('text/event-stream; charset=utf-8').send(stream)
    },
  }

  function openStream({ administrator }: AdministratorSession): PassThrough {
    const own = [...open.values()].filter((id) => id === administrator.id).length
    if (open.size >= mostAtOnce || own >= mostOfOne) throw new AppError('too_many_streams')
    const stream = new PassThrough()
    open.set(stream, administrator.id)
    return stream.once('close', () => open.delete(stream))
  }

  async function start(stream: PassThrough, filter: AuditFilter, { request, session, whoAsks }: AdminRequest) {
    const send = (entries: readonly AuditEntry[]) => {
      if (stream.writableEnded || stream.destroyed) return
      const events = entries.filter((entry) => fitsAuditFilter(entry, filter))
      if (events.length > 0) stream.write(events.map(formatEvent).join(''))
      if (stream.writableLength + stream.readableLength > mostWaitingBytes) stream.destroy()
    }
    // Events that arrive while the missed ones are read wait for them.
    let waiting: AuditEntry[] | undefined = []
    const following = await tail.follow((entries) => {
      if (waiting === undefined) send(entries)
      else waiting.push(...entries)
    })
    stream.once('close', following.end)
    stream.write('retry: 2000\n\n')
    const missedFrom = readEventId(request.headers['last-event-id'])
    if (missedFrom !== undefined) await sendMissed(stream, missedFrom, following.lastId, send)
    send(waiting)
    waiting = undefined
    watch(stream, session, whoAsks)
  }

  async function sendMissed(
    stream: PassThrough,
    from: number,
    to: number,
    send: (entries: readonly AuditEntry[]) => void,
  ): Promise<void> {
    if (to - from > mostMissed) {
      stream.write('event: gap\ndata: {}\n\n')
      return
    }
    for (let last = from; last < to; ) {
      const page = (await audit.listAfter(last, 1000)).filter(({ id }) => id <= to)
      send(page)
      last = page.at(-1)?.id ?? to
    }
  }

  function watch(stream: PassThrough, session: AdministratorSession, whoAsks: AdminRequest['whoAsks']): void {
    if (stream.destroyed) return
    const end = (reason: string) => {
      if (!stream.writableEnded) stream.end(`event: end\ndata: {"reason":"${reason}"}\n\n`)
    }
    const beat = setInterval(async () => {
      const now = await whoAsks().catch(() => session)
      if (!isSameSession(now, session)) end('session')
      else if (!stream.writableEnded) stream.write(':\n\n')
    }, beatMs).unref()
    const look = setInterval(() => {
      if (administration.isDraining()) end('shutdown')
    }, drainLookMs).unref()
    for (const event of ['close', 'finish']) {
      stream.once(event, () => {
        clearInterval(beat)
        clearInterval(look)
      })
    }
  }
}

function readEventId(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : undefined
}

function formatEvent(entry: AuditEntry): string {
  return `id: ${entry.id}\ndata: ${JSON.stringify(toJsonValue(toAuditFields(entry)))}\n\n`
}
