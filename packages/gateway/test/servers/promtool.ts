import { spawnSync } from 'node:child_process'

/**
 * What Prometheus' own checker has to say against metrics in its text format: mistakes, and names that go against its
 * rules. Nothing, if all is well.
 */
export function checkMetrics(text: string): string {
  const { error, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })
  if (error !== undefined) throw error
  return stdout + stderr
}
