import { useQueryClient } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useCallback, useMemo, useRef, useState } from 'react'
import { ApiError } from '../api/api-error.ts'
import { sessionQuery } from '../api/session.ts'
import { IdentityCheckContext } from './identity-check.ts'

const IdentityDialog = lazy(() =>
  import('./identity-dialog.tsx').then(({ IdentityDialog: component }) => ({ default: component })),
)

/** Provides the identity dialog to all pages, and loads it when it first opens. Simultaneous refusals share one dialog. */
export function IdentityCheckProvider({ children }: { readonly children: ReactNode }) {
  const queryClient = useQueryClient()
  const [isOpen, setIsOpen] = useState(false)
  const waiting = useRef<((isConfirmed: boolean) => void)[]>([])

  const settle = useCallback(
    (isConfirmed: boolean) => {
      setIsOpen(false)
      for (const resolve of waiting.current.splice(0)) resolve(isConfirmed)
      void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey })
    },
    [queryClient],
  )

  const check = useMemo(
    () => ({
      async confirmed<Value>(act: () => Promise<Value>): Promise<Value> {
        try {
          return await act()
        } catch (error) {
          if (!(error instanceof ApiError && error.code === 'confirmation_required')) throw error
          const isConfirmed = await new Promise<boolean>((resolve) => {
            waiting.current.push(resolve)
            setIsOpen(true)
          })
          if (!isConfirmed) throw error
          return await act()
        }
      },
    }),
    [],
  )

  return (
    <IdentityCheckContext value={check}>
      {children}
      {isOpen && (
        <Suspense>
          <IdentityDialog onDone={() => settle(true)} onCancel={() => settle(false)} />
        </Suspense>
      )}
    </IdentityCheckContext>
  )
}
