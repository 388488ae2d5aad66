import { formatNumber } from './table.ts'

/** A chart with a bar for each contestant. */
export interface BarChart {
  readonly title: string
  /** What the length of a bar means, and whether more is better: `requests per second, more is better`. */
  readonly unit: string
  readonly bars: readonly Bar[]
}

/** One bar. */
export interface Bar {
  readonly label: string
  readonly value: number
  /** Drawn in the accent colour. */
  readonly isOurs: boolean
}

const width = 810
const labelWidth = 300
const valueWidth = 90
const barHeight = 20
const gap = 8
const top = 58
const barSpace = width - labelWidth - valueWidth

/**
 * Draws a bar chart as SVG, readable on a light and on a dark page: it has no background, and its text follows the reader's colour
 * scheme. Bars begin at zero, and the longest bar fills the space.
 */
export function drawBarChart({ title, unit, bars }: BarChart): string {
  const longest = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE)
  const height = top + bars.length * (barHeight + gap)
  const lines = bars.map((bar, index) => drawBar(bar, { y: top + index * (barHeight + gap), longest }))
  const summary = bars.map(({ label, value }) => `${label}: ${formatNumber(value)}`).join('; ')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">
<title id="title">${escapeXml(title)}</title>
<desc id="desc">${escapeXml(`${unit}. ${summary}`)}</desc>
<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-size: 16px; font-weight: 600 }
.unit { fill: #59636e }
.bar { fill: #9aa4af }
.ours { fill: #1a7f5a }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.unit { fill: #9198a1 }
.bar { fill: #6e7681 }
.ours { fill: #3fb984 }
}
</style>
<text class="title" x="0" y="18">${escapeXml(title)}</text>
<text class="unit" x="0" y="40">${escapeXml(unit)}</text>
${lines.join('\n')}
</svg>
`
}

function drawBar({ label, value, isOurs }: Bar, { y, longest }: { y: number; longest: number }): string {
  const length = Math.max(1, Math.round((value / longest) * barSpace * 10) / 10)
  const baseline = y + 15
  return [
    `<text x="${labelWidth - 10}" y="${baseline}" text-anchor="end">${escapeXml(label)}</text>`,
    `<rect class="${isOurs ? 'ours' : 'bar'}" x="${labelWidth}" y="${y}" width="${length}" height="${barHeight}" rx="2"/>`,
    `<text x="${labelWidth + length + 8}" y="${baseline}">${formatNumber(value)}</text>`,
  ].join('\n')
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
