import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readCurlCommand } from './curl-command.ts'
import { readShellWords } from './shell-words.ts'

const url = 'https://s3.example.com/my-bucket/a%20b.txt?X-Amz-Date=1&X-Amz-Expires=2'

describe('reads words as the shell reads them', () => {
  const cases = [
    ['bash', `curl 'a b' "c\\"d" e\\ f`, ['curl', 'a b', 'c"d', 'e f']],
    ['bash', `curl \\\n  -H 'x: 1'`, ['curl', '-H', 'x: 1']],
    ['bash', `curl '' 'it'\\''s'`, ['curl', '', "it's"]],
    ['bash', `curl $'M\\xc3\\xbcll\\u00e9r\\'s\\n'`, ['curl', "Müllér's\n"]],
    [
      'cmd',
      `curl ^"https://a/?b=^%20c^&d=e^" ^\r\n  -H ^"x: ^\\^"y^\\^"^"`,
      ['curl', 'https://a/?b=%20c&d=e', '-H', 'x: "y"'],
    ],
    ['cmd', `curl "https://a/?b=c&d" -X PUT`, ['curl', 'https://a/?b=c&d', '-X', 'PUT']],
    ['powershell', "curl.exe 'it''s' \"a`\"b\" `\n -I", ['curl.exe', "it's", 'a"b', '-I']],
  ] as const
  for (const [shell, text, words] of cases) {
    test(`${shell}: ${JSON.stringify(text)}`, () => assert.deepEqual(readShellWords(text, shell).words, words))
  }

  test('an operator ends the command, and an open quotation mark is reported', () => {
    const { words, operator, rest } = readShellWords('curl https://a/?b=c&d=e', 'bash')
    assert.deepEqual([words, operator, rest], [['curl', 'https://a/?b=c'], '&', 'd=e'])
    assert.equal(readShellWords(`curl 'https://a`, 'bash').openQuote, "'")
  })
})

describe('reads from a curl command what it sends', () => {
  const cases = [
    [`curl '${url}'`, 'GET', {}],
    [`curl -sS -I "${url}"`, 'HEAD', {}],
    [`curl -T file '${url}'`, 'PUT', {}],
    [`curl -XPUT --data-binary @file '${url}'`, 'PUT', { 'content-type': 'application/x-www-form-urlencoded' }],
    [`curl -d hello '${url}'`, 'POST', { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '5' }],
    [
      `curl -X PUT -d hi -H 'Content-Type: text/plain' '${url}'`,
      'PUT',
      { 'content-type': 'text/plain', 'content-length': '2' },
    ],
    [`curl -X PUT -d hi -H 'Content-Type:' '${url}'`, 'PUT', { 'content-length': '2' }],
    [`$ curl --request DELETE --url '${url}' --user-agent 'a b' -o out`, 'DELETE', {}],
    [`curl -F key=a -F file=@b '${url}'`, 'POST', { 'content-type': 'multipart/form-data' }],
    [`curl -r 0-9 '${url}'`, 'GET', { range: 'bytes=0-9' }],
    [`curl ^"${url.replaceAll('%', '^%').replaceAll('&', '^&')}^" ^\r\n  -X ^"PUT^"`, 'PUT', {}],
  ] as const
  for (const [command, method, headers] of cases) {
    test(command, () => {
      const request = readCurlCommand(command)
      assert.equal(request?.url, url)
      assert.equal(request?.method, method)
      assert.deepEqual(Object.fromEntries(request?.headers ?? []), headers)
    })
  }

  test('a URL without quotation marks is reported as cut, together with the whole URL', () => {
    const request = readCurlCommand(`curl ${url} -X PUT`)
    assert.equal(request?.url, url.split('&')[0])
    assert.equal(request?.cut?.url, url)
  })

  test('text without a curl command gives undefined', () => {
    assert.equal(readCurlCommand(url), undefined)
    assert.equal(readCurlCommand('curling is a sport'), undefined)
  })
})
