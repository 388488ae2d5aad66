// Most URLs of one second end at the same time, and writing a time costs more than anything else that is written.
let lastMs = Number.NaN
let lastText = ''

/** A moment as the API writes it, in whole seconds, rounded down: `2026-02-11T07:00:00Z`. RFC 3339, section 5.6. */
export function formatTime(epochMs: number): string {
  if (epochMs === lastMs) return lastText
  lastText = `${new Date(epochMs).toISOString().slice(0, -'.000Z'.length)}Z`
  lastMs = epochMs
  return lastText
}
