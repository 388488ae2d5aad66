import { readFileSync } from 'node:fs'

/** The part of `process.report` that Node's own types lack. */
interface ProcessReport {
  excludeNetwork: boolean
  getReport(): { readonly userLimits?: { readonly open_files?: { readonly soft: number | 'unlimited' } } }
}

/**
 * Reads how many files this process may have open (getrlimit(2), RLIMIT_NOFILE); undefined when there is no limit. Node raises the
 * soft limit to the hard one when it starts.
 */
export function readOpenFileLimit(): number | undefined {
  const limit = readFromProc() ?? readFromReport()
  return typeof limit === 'number' ? limit : undefined
}

/** Reads the limit on Linux, where a report of Node's would take 8 ms of each start. https://man7.org/linux/man-pages/man5/proc_pid_limits.5.html */
function readFromProc(): number | 'unlimited' | undefined {
  try {
    const [, soft] = /^Max open files +(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return soft === undefined || soft === 'unlimited' ? soft : Number(soft)
  } catch {
    return undefined
  }
}

function readFromReport(): number | 'unlimited' | undefined {
  const report = process.report as unknown as ProcessReport
  const { excludeNetwork } = report
  // Otherwise the report looks up the host names of all peers.
  report.excludeNetwork = true
  const limit = report.getReport().userLimits?.open_files?.soft
  report.excludeNetwork = excludeNetwork
  return limit
}
