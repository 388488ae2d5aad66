import assert from 'node:assert/strict'
import type { FileChooser, Locator, Page } from 'playwright-core'
import { openFileChooser } from '../servers/chromium.ts'

/** A way to use a page. Each flow is tested with every one. */
export interface Hands {
  readonly name: string
  /** Presses a button, follows a link, opens a menu. */
  press(target: Locator): Promise<void>
  /** Replaces the text of a field. */
  fill(field: Locator, text: string): Promise<void>
  /** Ticks a checkbox or selects a radio button. */
  tick(target: Locator): Promise<void>
  /** Opens the dialog of a file field, and chooses files in it. */
  takeFiles(field: Locator, files: Parameters<FileChooser['setFiles']>[0]): Promise<void>
  /** Chooses an option of a select by its text. */
  choose(select: Locator, option: string): Promise<void>
}

/** Finds a form field by the beginning of its label. Listboxes and sections with the same name are left out. */
export function findField(scope: Page | Locator, label: string): Locator {
  return scope.locator('input, textarea').and(scope.getByLabel(new RegExp(`^${label}`)))
}

/** Uses a mouse, and the keyboard only to type text. */
export const byMouse: Hands = {
  name: 'mouse',
  press: (target) => target.click(),
  async fill(field, text) {
    await field.click()
    await field.fill(text)
  },
  tick: (target) => target.click(),
  takeFiles: (field, files) => chooseFiles(field, files, () => field.locator('xpath=..').click()),
  async choose(select, option) {
    await select.click()
    await select.page().getByRole('option', { name: option }).first().click()
  },
}

/** Uses only the keyboard. An element that Tab does not reach cannot be used. */
export const byKeyboard: Hands = {
  name: 'keyboard',
  async press(target) {
    await target.waitFor()
    const role = await target.getAttribute('role')
    // The arrow keys move within a menu and within tabs.
    if (role === 'menuitem') await arrowTo(target, 'ArrowDown')
    else if (role === 'tab') await tabInto(target)
    else await tabTo(target)
    await target.page().keyboard.press('Enter')
  },
  async fill(field, text) {
    await tabTo(field)
    const { keyboard } = field.page()
    await keyboard.press('ControlOrMeta+A')
    await keyboard.insertText(text)
  },
  async tick(target) {
    const { keyboard } = target.page()
    if ((await target.getAttribute('type')) === 'radio') await tabToRadio(target)
    else await tabTo(target)
    await keyboard.press('Space')
  },
  takeFiles: (field, files) => chooseFiles(field, files, () => byKeyboard.press(field)),
  async choose(select, option) {
    await tabTo(select)
    const { keyboard } = select.page()
    const wanted = select.page().getByRole('option', { name: option }).first()
    if ((await select.getAttribute('aria-expanded')) !== 'true') await keyboard.press('ArrowDown')
    await wanted.waitFor()
    for (let steps = 0; steps < 60; steps++) {
      const id = await select.getAttribute('aria-activedescendant')
      if (id !== null && id === (await wanted.getAttribute('id'))) return keyboard.press('Enter')
      await keyboard.press('ArrowDown')
    }
    assert.fail(`The arrow keys do not reach the option ${option}`)
  },
}

async function chooseFiles(
  field: Locator,
  files: Parameters<FileChooser['setFiles']>[0],
  open: () => Promise<void>,
): Promise<void> {
  const chooser = await openFileChooser(field.page(), open)
  await chooser.setFiles(files)
}

/** More tab stops than any page has. */
const mostStops = 150

/** Presses Tab until the target has the focus. */
async function tabTo(target: Locator): Promise<void> {
  await target.waitFor()
  const page = target.page()
  if (await pressUntilFocus(target, 'Tab', mostStops)) return
  const state = (await target.isDisabled()) ? 'disabled' : 'enabled'
  assert.fail(`Tab does not reach ${target}, which is ${state}; the focus is on ${await describeFocus(page)}`)
}

/** Tab reaches one radio button of a group, and the arrow keys reach the others. */
async function tabToRadio(target: Locator): Promise<void> {
  const page = target.page()
  await tabToOneOf(page.locator(`input[name="${await target.getAttribute('name')}"]`))
  await arrowTo(target, 'ArrowDown')
}

/** Tab reaches one tab of a list, and the arrow keys reach the others. */
async function tabInto(target: Locator): Promise<void> {
  await tabToOneOf(target.locator('xpath=..').getByRole('tab'))
  await arrowTo(target, 'ArrowRight')
}

async function tabToOneOf(group: Locator): Promise<void> {
  const { keyboard } = group.page()
  for (let stops = 0; stops < mostStops && !(await hasFocus(group)); stops++) await keyboard.press('Tab')
}

async function arrowTo(target: Locator, arrow: 'ArrowDown' | 'ArrowRight'): Promise<void> {
  if (await pressUntilFocus(target, arrow, 30)) return
  assert.fail(`The arrow keys do not reach ${target}; the focus is on ${await describeFocus(target.page())}`)
}

/**
 * Presses a key until an element has the focus. The element is looked for once, and again when the page has replaced it: a search by
 * role reads the whole page.
 * @returns whether the key has reached it
 */
async function pressUntilFocus(target: Locator, key: string, most: number): Promise<boolean> {
  let element = await target.elementHandle()
  for (let stops = 0; stops < most; stops++) {
    const state = await element?.evaluate((one) => (one.isConnected ? one === document.activeElement : undefined))
    if (state === true) return true
    if (state === undefined) element = await target.elementHandle()
    else await target.page().keyboard.press(key)
  }
  return false
}

async function hasFocus(target: Locator): Promise<boolean> {
  return (await target.and(target.page().locator(':focus')).count()) > 0
}

const describeFocus = (page: Page): Promise<unknown> => page.evaluate('document.activeElement.outerHTML.slice(0, 200)')
