import { useReducedMotion } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useAccount } from '../../api/account.ts'
import { type ActInput, doAct } from '../../api/act.ts'
import { writeQuery } from '../../api/send.ts'
import type { AuditEvent } from './audit-event.ts'
import { mergeRows } from './live-rows.ts'

/** The state of the connection: `lost` while it is being re-established. */
export type LiveState = 'off' | 'connecting' | 'live' | 'lost'

/** How long new events are collected before they are shown: milliseconds. */
const [usualPauseMs, calmPauseMs] = [300, 2000]

/** How long to wait before reconnecting after the gateway refused the connection: milliseconds. */
const retryMs = 5000

interface LiveOptions {
  readonly isOn: boolean
  readonly filters: ActInput<'list_audit_events'>
  /** Called when the stream may have missed events, so that the caller reads them. */
  readonly onGap: () => void
}

/** Receives new events as they happen (`text/event-stream`; HTML, section 9.2). */
export function useLiveEvents({ isOn, filters, onGap }: LiveOptions) {
  const account = useAccount()
  const queryClient = useQueryClient()
  const isCalm = useReducedMotion()
  const [events, setEvents] = useState<readonly AuditEvent[]>([])
  const [state, setState] = useState<LiveState>('off')
  const gap = useRef(onGap)
  useEffect(() => {
    gap.current = onGap
  })
  const { since: _, until: __, ...narrowing } = filters
  const path = `/admin/api/stream-audit-events${writeQuery({ ...narrowing, account })}`
  const pauseMs = isCalm ? calmPauseMs : usualPauseMs

  useEffect(() => {
    setEvents([])
    if (!isOn) {
      setState('off')
      return
    }
    let source: EventSource | undefined
    let gathered: AuditEvent[] = []
    let timers: number[] = []
    setState('connecting')

    function flush(): void {
      const news = gathered
      gathered = []
      setEvents((former) => mergeRows(news, former))
    }

    function connect(): void {
      let hasEvent = false
      const opened = new EventSource(path)
      source = opened
      opened.onopen = () => {
        setState('live')
        // After a first event, a browser that reconnects sends the id of its last event and gets those it missed.
        if (!hasEvent) gap.current()
      }
      opened.onmessage = ({ data }: MessageEvent<string>) => {
        hasEvent = true
        if (gathered.length === 0) timers.push(window.setTimeout(flush, pauseMs))
        gathered.push(JSON.parse(data) as AuditEvent)
      }
      opened.addEventListener('gap', () => gap.current())
      opened.addEventListener('end', ({ data }) => {
        if (!String(data).includes('session')) return
        opened.close()
        giveUp()
      })
      opened.onerror = () => {
        setState('lost')
        // A browser reconnects automatically, except after a refusal.
        if (opened.readyState === EventSource.CLOSED) giveUp()
      }
    }

    /** Tries again later. The read below sends a person who is signed out to the sign-in page. */
    function giveUp(): void {
      setState('lost')
      timers.push(window.setTimeout(connect, retryMs))
      const queryKey = ['act', 'list_audit_events', account, 'is it there']
      const queryFn = () => doAct('list_audit_events', { limit: 1 }, { account })
      void queryClient.fetchQuery({ queryKey, queryFn, retry: false, staleTime: 0 }).catch(() => undefined)
    }

    connect()
    return () => {
      source?.close()
      for (const timer of timers) window.clearTimeout(timer)
      timers = []
    }
  }, [isOn, path, pauseMs, account, queryClient])

  return { events, state }
}
