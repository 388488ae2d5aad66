/**
 * Reads the data of each event of a complete event stream. HTML standard, section 9.2.6, as far as MCP uses it: lines of data are joined,
 * and everything else is left out.
 */
export function readServerSentEvents(stream: string): string[] {
  const events = stream.split(/\r\n\r\n|\n\n|\r\r/).map((event) => {
    const lines = event.split(/\r\n|\n|\r/).filter((line) => line.startsWith('data:'))
    return lines.map((line) => line.slice('data:'.length).replace(/^ /, '')).join('\n')
  })
  return events.filter((data) => data !== '')
}
