import { detectEnvironment, type Environment } from '@signpost/client'
import type { RequestLog } from './request-log.ts'

/** Creates an environment for the client that records each of its requests in a log. */
export function createRecordedEnvironment(log: RequestLog): Environment {
  const environment = detectEnvironment()
  const { createPageRequest } = environment

  return {
    ...environment,
    fetch: (url, init) => recordedFetch(log, url, init),
    createPageRequest: createPageRequest === undefined ? undefined : () => recordPageRequest(createPageRequest(), log),
  }
}

/** Calls `fetch` and records the request in a log. It sends no cookies, so that only the token identifies the caller. */
export async function recordedFetch(log: RequestLog, url: string, init: RequestInit = {}): Promise<Response> {
  // Such a request only checks whether the host answers.
  if (init.mode === 'no-cors') return fetch(url, init)
  const { method = 'GET', headers = {}, body } = init
  const sent = typeof body === 'string' ? { body } : {}
  const answered = log.record({ method, url, headers: Object.fromEntries(new Headers(headers)), ...sent })
  try {
    const response = await fetch(url, { ...init, credentials: 'omit' })
    answered(response.status)
    return response
  } catch (error) {
    answered(0)
    throw error
  }
}

type PageRequest = ReturnType<NonNullable<Environment['createPageRequest']>>

function recordPageRequest(request: PageRequest, log: RequestLog): PageRequest {
  const sent = { method: 'PUT', url: '', headers: {} as Record<string, string> }
  const { open, setRequestHeader, send } = request
  return Object.assign(request, {
    open(method: string, url: string) {
      Object.assign(sent, { method, url })
      open.call(request, method, url)
    },
    setRequestHeader(name: string, value: string) {
      sent.headers[name] = value
      setRequestHeader.call(request, name, value)
    },
    send(body: Blob) {
      const part = new URL(sent.url).searchParams.get('partNumber')
      const fileName = part === null ? 'file' : `part-${part}`
      const answered = log.record({ ...sent, headers: { ...sent.headers }, body: { fileName } })
      ;(request as unknown as XMLHttpRequest).addEventListener('loadend', () => answered(request.status))
      send.call(request, body)
    },
  })
}
