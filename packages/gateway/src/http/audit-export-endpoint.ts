import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { type ExportSource, exportChanges, exportRequests, writeExport } from '../admin/audit-export.ts'
import { auditFilterInput } from '../admin/audit-filter.ts'
import { administrationFilterInput } from '../admin/list-administration-events.ts'
import { createWireReader } from '../admin/wire-input.ts'
import { AppError } from '../core/app-error.ts'
import { readQueryFields } from './admin-query.ts'
import {
  type AdminApiDependencies,
  type AdminEndpoint,
  type AdminRequest,
  allowRequest,
  isSameSession,
  readTime,
} from './admin-request.ts'

/** The most exports of one node at a time, because each reads the log as fast as it can. */
const mostAtOnce = 4

const formatField = Type.Enum(['csv', 'ndjson'], { description: 'Format of the export' })
const kindField = Type.Optional(
  Type.Enum(['requests', 'administration'], { description: 'Which log to export', default: 'requests' }),
)

/** The fields of an export: of the audit log of requests, or of the log of administration. */
export const exportInputs = {
  requests: Type.Object({ format: formatField, kind: kindField, ...auditFilterInput.properties }),
  administration: Type.Object({ format: formatField, kind: kindField, ...administrationFilterInput.properties }),
}

const mediaTypes = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' } as const

/** `GET /admin/api/export-audit-events`: the audit log as a file, which is sent while the log is read. */
export function createExportEndpoint(administration: AdminApiDependencies): AdminEndpoint {
  const readers = {
    requests: createWireReader(exportInputs.requests, readTime),
    administration: createWireReader(exportInputs.administration, readTime),
  }
  let open = 0

  return {
    method: 'GET',
    async answer(admin) {
      const { query, dependencies } = await allowRequest(admin, { role: 'auditor' }, administration)
      const wanted = query.kind === 'administration' ? 'administration' : 'requests'
      const { format, kind: _, ...filter } = readers[wanted](readQueryFields(query, exportInputs[wanted]))
      if (format !== 'csv' && format !== 'ndjson') {
        const message = '`format` is required: csv or ndjson'
        throw new AppError('invalid_request', { details: [{ parameter: 'format', message }] })
      }
      if (open >= mostAtOnce) throw new AppError('too_many_streams')
      open++
      try {
        const source =
          wanted === 'requests' ? await exportRequests(filter, dependencies) : exportChanges(filter, dependencies)
        const lines = writeExport(watchSession(source, admin, dependencies.clock), format, () =>
          dependencies.onProgress?.(0, 0),
        )
        const body = Readable.from(lines, { objectMode: false }).once('close', () => open--)
        const day = new Date(dependencies.clock()).toISOString().slice(0, 10)
        const name = `signpost-${wanted === 'requests' ? 'audit' : 'administration'}-${day}.${format}`
        admin.reply.header('content-disposition', `attachment; filename="${name}"`)
        return admin.reply.type(mediaTypes[format]).send(body)
      } catch (error) {
        open--
        throw error
      }
    },
  }
}

/** How often an export checks that its session still exists: a large export takes minutes. */
const sessionLookMs = 5000

/** Makes a source fail once its reader may no longer read it. The file then ends in the middle, as with any other failure. */
function watchSession(source: ExportSource, { session, whoAsks }: AdminRequest, clock: () => number): ExportSource {
  let lookedAt = clock()
  return {
    ...source,
    async read(after) {
      const now = clock()
      if (Math.abs(now - lookedAt) >= sessionLookMs) {
        lookedAt = now
        if (!isSameSession(await whoAsks().catch(() => session), session)) {
          throw new AppError('sign_in_required', { isIntended: true })
        }
      }
      return source.read(after)
    },
  }
}
