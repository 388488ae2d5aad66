/** The answer of a metrics listener. */
export interface Scrape {
  readonly text: string
  /**
   * Finds a value by its name and by some of its labels.
   * @throws Error when there are several; undefined when there is none
   */
  find(name: string, labels?: Readonly<Record<string, string>>): number | undefined
}

interface Sample {
  readonly name: string
  readonly labels: string
  readonly value: number
}

/**
 * Reads the metrics.
 * @param url from the report of `serve --json`
 * @throws Error when the listener does not answer with 200
 */
export async function scrape(url: string | undefined): Promise<Scrape> {
  if (url === undefined) throw new Error('The gateway serves no metrics')
  const response = await fetch(url)
  const text = await response.text()
  if (response.status !== 200) throw new Error(`Cannot read the metrics: ${response.status} ${text}`)
  const samples = text.split('\n').filter(isSample).map(readSample)
  return {
    text,
    find(name, labels = {}) {
      const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
      const found = samples.filter((sample) => {
        return sample.name === name && pairs.every((pair) => sample.labels.split(',').includes(pair))
      })
      if (found.length > 1) throw new Error(`${name} has several samples: ${found.map((sample) => sample.labels)}`)
      return found[0]?.value
    },
  }
}

function isSample(line: string): boolean {
  return line !== '' && !line.startsWith('#')
}

function readSample(line: string): Sample {
  const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
  if (name === '') throw new Error(`This is not a line of metrics: ${line}`)
  return { name, labels, value: Number(value) }
}
