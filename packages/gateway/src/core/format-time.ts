// Most URLs that are signed within one second expire at the same time, and formatting a time costs more than any other field.
let lastMs = Number.NaN
let lastText = ''

/** Formats a time as the API writes it, in whole seconds, rounded down: `2026-02-11T07:00:00Z`. RFC 3339, section 5.6. */
export function formatTime(epochMs: number): string {
  if (epochMs === lastMs) return lastText
  lastText = `${new Date(epochMs).toISOString().slice(0, -'.000Z'.length)}Z`
  lastMs = epochMs
  return lastText
}
