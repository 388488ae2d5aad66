/** A moment as the API writes it, in whole seconds, rounded down: `2026-02-11T07:00:00Z`. RFC 3339, section 5.6. */
export function formatTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d+Z$/, 'Z')
}
