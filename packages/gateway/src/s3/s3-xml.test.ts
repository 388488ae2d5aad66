import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { childrenOf, parseXml, textOf } from './s3-xml.ts'

test('a document is read as its root and the texts of its elements, whatever the namespace', () => {
  const document = parseXml(
    '<?xml version="1.0"?>\n<s3:List xmlns:s3="http://s3.amazonaws.com/doc/2006-03-01/" a="1">\n <s3:Key> a </s3:Key>\n <Size>0042</Size><Empty/></s3:List>',
  )
  assert.equal(document?.root, 'List')
  const element = document?.element ?? ''
  assert.equal(textOf(element, 'Key'), ' a ')
  assert.equal(textOf(element, 'Size'), '0042')
  assert.equal(textOf(element, 'Empty'), '')
  assert.equal(textOf(element, 'None'), undefined)
})

test('elements of one name are a list, even a single one', () => {
  const document = parseXml('<L><P><N>1</N></P><E>x</E><P><N>2</N></P></L>')
  const element = document?.element ?? ''
  assert.deepEqual(
    childrenOf(element, 'P').map((part) => textOf(part, 'N')),
    ['1', '2'],
  )
  assert.equal(childrenOf(element, 'E').length, 1)
  assert.deepEqual(childrenOf('text', 'E'), [])
  assert.equal(textOf(element, 'P'), undefined, 'an element with children is no text')
})

test('only XML’s five entities and character references are read, and only once', () => {
  const document = parseXml('<E><T>&lt;&gt;&amp;&quot;&apos; &#34;&#x41; &amp;lt; &copy; &lol;</T></E>')
  assert.equal(textOf(document?.element ?? '', 'T'), '<>&"\' "A &lt; &copy; &lol;')
})

test('white space before the XML declaration is accepted: S3 sends it while it works', () => {
  assert.equal(parseXml('  \n\n<?xml version="1.0" encoding="UTF-8"?>\n<Error/>')?.root, 'Error')
})

const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY lol${i + 1} "${`&lol${i};`.repeat(10)}">`).join('')

for (const [name, text] of [
  ['nothing', ''],
  ['plain text', 'Service unavailable'],
  ['JSON', '{"error": true}'],
  ['bytes', '\0\u0001\ufffd<'],
  ['a tag that does not end', '<Error'],
  ['two roots', '<Error/><Error/>'],
  ['roots of two names', '<A/><B/>'],
  ['only a declaration', '<?xml version="1.0"?>'],
  ['only a comment', '<!-- -->'],
  ['billion laughs', `<!DOCTYPE lolz [<!ENTITY lol0 "lol">${laughs}]><Error><Code>&lol9;</Code></Error>`],
  ['an external entity', '<!DOCTYPE e [<!ENTITY x SYSTEM "file:///etc/passwd">]><Error><Code>&x;</Code></Error>'],
  ['elements without an end', '<a>'.repeat(100_000)],
  ['deep elements', `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`],
  ['names of the prototype', '<__proto__><constructor>1</constructor></__proto__>'],
] as const) {
  test(`${name}: not a document, and nothing is thrown`, () => {
    // A billion laughs would take longer than a test may.
    assert.equal(parseXml(text), undefined)
    assert.equal(({} as Record<string, unknown>).constructor, Object)
  })
}

test('the parser is loaded at the first document, not at the start', () => {
  const script = `
    const { parseXml } = await import(${JSON.stringify(import.meta.resolve('./s3-caller.ts'))})
      .then(() => import(${JSON.stringify(import.meta.resolve('./s3-client.ts'))}))
      .then(() => import(${JSON.stringify(import.meta.resolve('./s3-xml.ts'))}))
    const { createRequire } = await import('node:module')
    const { cache } = createRequire(${JSON.stringify(import.meta.url)})
    const isLoaded = () => Object.keys(cache).some((path) => /fast-xml-parser|undici/.test(path))
    const before = isLoaded()
    parseXml('<a/>')
    console.log(before, isLoaded())`
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' })
  assert.equal(output.trim(), 'false true')
})
