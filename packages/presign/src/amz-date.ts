/** Writes a time as `X-Amz-Date` wants it: ISO 8601 basic format in UTC, `20130524T000000Z`. */
export function formatAmzDate(epochSeconds: number): string {
  const iso = new Date(epochSeconds * 1000).toISOString()
  return `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`
}
