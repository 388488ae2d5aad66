import type { FastifyRequest } from 'fastify'
import { AppError } from '../core/app-error.ts'
import { readBodyOf } from './operation-routes.ts'

/** Refuses a body that is not sent as JSON, because any web page can send a form without a preflight. @throws AppError `unsupported_media_type` */
export function requireJson({ headers }: FastifyRequest): void {
  const mediaType = headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (mediaType === 'application/json') return
  throw new AppError('unsupported_media_type', { message: 'Send the fields as a JSON object, as application/json.' })
}

/** Reads the fields of a JSON body; none when there is no body. @throws AppError when the body is not a JSON object */
export async function readJsonFields(request: FastifyRequest): Promise<Readonly<Record<string, unknown>>> {
  if (request.body === undefined) return {}
  const { json = {}, unreadable } = await readBodyOf(request)
  if (unreadable !== undefined) throw new AppError(unreadable.code, unreadable)
  return json
}
