import 'uplot/dist/uPlot.min.css'
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import { type Figures, formatCount, outcomes } from './figures.ts'
import { formatInterval, formatTick } from './format-interval.ts'
import classes from './requests.module.css'

/** The requests of each interval as stacked bars. Pointing at a bar shows its numbers below. */
export function RequestsChart({ figures }: { readonly figures: Figures }) {
  const place = useRef<HTMLDivElement>(null)
  const scheme = useComputedColorScheme()
  const [pointed, setPointed] = useState<number>()
  const { intervals, by, totals } = figures
  const total = totals.allowed + totals.denied + totals.failed

  // biome-ignore lint/correctness/useExhaustiveDependencies: the scheme changes the colours that are read below
  useEffect(() => {
    const element = place.current
    if (element === null) return
    const chart = new uPlot(describeChart(element, by, setPointed), stack(intervals), element)
    const resizing = new ResizeObserver(() =>
      chart.setSize({ width: element.clientWidth, height: element.clientHeight }),
    )
    resizing.observe(element)
    return () => {
      resizing.disconnect()
      chart.destroy()
    }
  }, [intervals, by, scheme])

  const interval = pointed === undefined ? undefined : intervals[pointed]
  return (
    <>
      <div
        ref={place}
        className={classes.chart}
        role="img"
        aria-label={`Bars: ${formatCount(total)} requests in ${intervals.length} ${by === 'hour' ? 'hours' : 'days'}. The table has the numbers.`}
      />
      <div className={classes.reading} aria-hidden="true">
        {interval !== undefined &&
          `${formatInterval(interval.at, by)}: ${outcomes.map(({ name, label }) => `${formatCount(interval[name])} ${label.toLowerCase()}`).join(', ')}`}
      </div>
    </>
  )
}

/** Stacks the series: first all requests, then those that were not allowed, then those that failed. Later ones cover earlier ones. */
function stack(intervals: Figures['intervals']): uPlot.AlignedData {
  return [
    intervals.map(({ at }) => new Date(at).getTime() / 1000),
    intervals.map(({ allowed, denied, failed }) => allowed + denied + failed),
    intervals.map(({ denied, failed }) => denied + failed),
    intervals.map(({ failed }) => failed),
  ]
}

function describeChart(
  element: HTMLElement,
  by: Figures['by'],
  onPoint: (index: number | undefined) => void,
): uPlot.Options {
  const lengthSeconds = by === 'hour' ? 3600 : 86_400
  const style = getComputedStyle(element)
  const read = (variable: string) => style.getPropertyValue(variable).trim()
  const text = read('--mantine-color-dimmed')
  const axis: uPlot.Axis = {
    stroke: text,
    font: `12px ${read('--mantine-font-family')}`,
    ticks: { show: false },
    grid: { stroke: read('--mantine-color-default-border'), width: 1 },
  }
  const bars = uPlot.paths.bars?.({ size: [0.75, 40], radius: 0.1 })
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { show: false }, y: false },
    scales: {
      // Leaves room for half of the first bar and half of the last one.
      x: { range: (_chart, min, max) => [min - lengthSeconds / 2, max + lengthSeconds / 2] },
      y: { range: (_chart, _min, max) => [0, Math.max(4, max * 1.05)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 28,
        values: (_chart, seconds) => seconds.map((second) => formatTick(second * 1000, by)),
      },
      {
        ...axis,
        size: 46,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7],
      },
    ],
    series: [
      {},
      ...outcomes.map(({ label, variable }) => ({
        label,
        fill: read(variable),
        width: 0,
        points: { show: false },
        ...(bars === undefined ? {} : { paths: bars }),
      })),
    ],
    hooks: { setCursor: [(chart) => onPoint(chart.cursor.idx ?? undefined)] },
  }
}
