import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawBarChart } from './bar-chart.ts'

const chart = {
  title: 'Requests <per> second',
  unit: 'more is "better"',
  bars: [
    { label: 'ours & yours', value: 1000, isOurs: true },
    { label: 'theirs', value: 250, isOurs: false },
    { label: 'none', value: 0, isOurs: false },
  ],
}

test('the lengths of bars are proportional to their values, from zero', () => {
  const lengths = [...drawBarChart(chart).matchAll(/width="([\d.]+)" height="20"/g)].map((match) => Number(match[1]))
  assert.deepEqual(lengths, [420, 105, 1])
})

test('only our bar has the accent colour', () => {
  const classes = [...drawBarChart(chart).matchAll(/<rect class="(\w+)"/g)].map((match) => match[1])
  assert.deepEqual(classes, ['ours', 'bar', 'bar'])
})

test('text is escaped, and the chart has a description in words', () => {
  const svg = drawBarChart(chart)
  assert.match(svg, /<title id="title">Requests &lt;per&gt; second<\/title>/)
  assert.match(svg, /<desc id="desc">more is &quot;better&quot;. ours &amp; yours: 1,000; theirs: 250; none: 0<\/desc>/)
  assert.doesNotMatch(svg, /& /)
})

test('the chart follows the colour scheme of the page', () => {
  assert.match(drawBarChart(chart), /prefers-color-scheme: dark/)
})
