import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** The colour scheme changes only colours, so axe checks everything else only once. */
const rulesOf = { light: {}, dark: { runOnly: ['color-contrast', 'link-in-text-block'] } } as const

/** A usual screen, and the narrowest one that the dashboard supports. From one state to the next, only the scheme or only the size changes. */
const wide = { size: { width: 1280, height: 800 }, schemes: ['light', 'dark'] } as const
const narrow = { size: { width: 320, height: 640 }, schemes: ['dark', 'light'] } as const

/**
 * Checks a page in its present state with axe, in light and dark, wide and narrow, and checks that it needs no horizontal scrolling.
 * @returns the violations, with scheme, width, rule and place
 */
export async function findViolations(page: Page): Promise<string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe)
  const found: string[] = []
  for (const { size, schemes } of [wide, narrow]) {
    await page.setViewportSize(size)
    for (const colorScheme of schemes) {
      await paint(page, colorScheme)
      found.push(
        ...(await runAxe(page, rulesOf[colorScheme])).map(
          (violation) => `${colorScheme}, ${size.width} px: ${violation}`,
        ),
      )
    }
    const width = await page.evaluate('document.documentElement.scrollWidth')
    if (width !== size.width) found.push(`${size.width} px: the page is ${width} px wide`)
  }
  await page.setViewportSize(wide.size)
  return found
}

/** Switches the scheme, and waits until the page has followed. Otherwise axe would see colours of both schemes. */
async function paint(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: 'attached' })
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))')
}

async function runAxe(page: Page, rules: object): Promise<string[]> {
  // Axe would read every style sheet for a rule that is off.
  const options = JSON.stringify({ resultTypes: ['violations'], preload: false, ...rules })
  const found = page.evaluate(`axe.run(document, ${options}).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target, any, all }) => target + ' ' + [...any, ...all].map(({ message }) => message).join()).join('; ')))`)
  return (await found) as string[]
}
