import { useEffect, useState } from 'react'
import { useAccount } from '../../api/account.ts'
import { basePath } from '../../api/dashboard-path.ts'
import { writeQuery } from '../../api/send.ts'

/**
 * Reloads the document if the gateway would now allow it to send to more stores: a credential was added after it was loaded, or
 * the account has changed.
 * @returns whether the first check is over. Before that, a reload would lose what the user enters
 */
export function useNewStores(): boolean {
  const account = useAccount()
  const [isChecked, setIsChecked] = useState(false)
  useEffect(() => {
    const controller = new AbortController()
    void findNewStores(account, controller.signal).then((hasNew) => {
      if (controller.signal.aborted) return
      if (hasNew) location.reload()
      else setIsChecked(true)
    })
    return () => controller.abort()
  }, [account])
  return isChecked
}

/** How long to wait for the gateway's answer. Without one, the page works with the stores that it has. */
const timeoutMs = 5000

/**
 * Checks whether a fresh document could send to stores that this document may not send to. It compares what the gateway has written
 * into both, because a proxy may change the header with the policy.
 */
export async function findNewStores(account: string | undefined, signal?: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(`${basePath}/try-it${writeQuery({ account })}`, {
      cache: 'no-store',
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])]),
    })
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
    const own = readStores(document)
    return readStores(fresh).some((store) => !own.includes(store))
  } catch {
    return false
  }
}

/**
 * Reads the stores that the gateway wrote into a document: the sources of its `connect-src` (CSP Level 3, section 6.1.2). A document
 * of somebody else, such as the error page of a proxy, has none.
 */
function readStores(page: Document): readonly string[] {
  const sources = page.querySelector<HTMLMetaElement>('meta[name="store-origins"]')?.content.split(' ') ?? []
  return sources.filter((source) => source !== '')
}
