import { spawnSync } from 'node:child_process'

/**
 * Checks metrics in the text format with Prometheus' own checker.
 * @returns mistakes, and names that break its rules; empty if there are none
 */
export function checkMetrics(text: string): string {
  const { error, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })
  if (error !== undefined) throw error
  return stdout + stderr
}
