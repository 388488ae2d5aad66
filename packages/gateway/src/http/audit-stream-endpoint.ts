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

/** Streams of one node at a time, and of one administrator: each page that shows the log live has one. */
const mostAtOnce = 50
const mostOfOne = 5

/** So often it is looked whether a stream may go on, and a word is sent: proxies end connections that are silent. */
const usualBeatMs = 4000

/** So often it is looked whether a shutdown has begun. */
const drainLookMs = 250

/** Whoever comes back gets what came meanwhile, as far as it is within so many events of all accounts. */
const mostMissed = 10_000

/** A client that reads so much slower than events come is cut off; it comes back by itself, and goes on. */
const mostWaitingBytes = 1_000_000

/** What a live view of the audit log takes: the filters of the list, but for times. */
export const streamInput = Type.Omit(auditFilterInput, ['since', 'until'])

/**
 * `GET /admin/api/stream-audit-events`: the events as they are committed, as server-sent events (WHATWG HTML, section 9.2). Each has its
 * id, so that a browser that lost the connection goes on where it was.
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
    // What comes while the missed events are read waits for them.
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
