import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeDatabaseUrl, findDatabaseUrlProblem, findRedisUrlProblem } from './service-urls.ts'

for (const url of [
  'postgres://localhost/signpost',
  'postgresql://user:p%40ss%2Fword@db.example.com:6432/signpost?sslmode=verify-full',
  'postgres://user@[2001:db8::1]:5432/signpost',
  'postgres:///signpost?host=/run/postgresql',
  'postgres://db/signpost?sslmode=require&sslrootcert=/ca.pem&options=-c%20search_path%3Dsignpost',
]) {
  test(`${url} is the URL of a database`, () => {
    assert.equal(findDatabaseUrlProblem(url), undefined)
  })
}

for (const { url, problem } of [
  { url: 'db.example.com', problem: /is not a URL/ },
  { url: 'mysql://user:geheim@db/signpost', problem: /is not the URL of a PostgreSQL database/ },
  { url: 'postgres:///signpost', problem: /names no host/ },
  { url: 'postgres://user:geheim@db', problem: /names no database/ },
  { url: 'postgres://user:geheim@db/', problem: /names no database/ },
  { url: 'postgres://user:geheim@db/a/b', problem: /names no database/ },
  { url: 'postgres://user:ge#heim@db/signpost', problem: /is not a URL|has a #/ },
  { url: 'postgres://user:geheim%@db/signpost', problem: /has a % that begins no valid percent-encoding/ },
  {
    url: 'postgres://user:geheim@db/signpost?sslmod=require',
    problem: /^has the parameter sslmod, which is unknown \(did you mean `sslmode`\?\): write postgres/,
  },
  { url: 'postgres://user:geheim@db/signpost?channel_binding=require', problem: /the parameters are host, sslmode, / },
  { url: 'postgres://db/signpost?geheim%20and%20more=1', problem: /^has a parameter, which is unknown/ },
  { url: 'postgres://db/signpost?sslmode=Require', problem: /^has a sslmode that is not one of disable, no-verify, / },
  { url: 'postgres://db/signpost?sslmode=verify-full&sslmode=disable', problem: /^has the parameter sslmode twice/ },
]) {
  test(`${url} is refused, and not repeated`, () => {
    const found = findDatabaseUrlProblem(url)

    assert.match(found ?? '', problem)
    assert.doesNotMatch(found ?? '', /geheim/)
  })
}

test('a URL is shown without its secrets', () => {
  assert.equal(
    describeDatabaseUrl('postgres://user:geheim@db.example.com:6432/signpost?password=geheim'),
    'postgres://user@db.example.com:6432/signpost',
  )
  assert.equal(describeDatabaseUrl('postgres:///signpost?host=/run/postgresql'), 'postgres:///run/postgresql/signpost')
})

for (const url of [
  'redis://127.0.0.1:6379',
  'redis://host',
  'rediss://user:p%40ss@host:6380/2',
  'redis://:pw@[::1]:6379/',
]) {
  test(`${url} is accepted`, () => {
    assert.equal(findRedisUrlProblem(url), undefined)
  })
}

for (const url of [
  'host:6379',
  'http://host',
  'redis://u:hunter2%@host',
  'redis://:hunter2@host/zero',
  'redis:hunter2',
  'redis://:hunter2@host?tls=true',
]) {
  test(`${url} is refused, and not repeated`, () => {
    const problem = findRedisUrlProblem(url) ?? ''

    assert.match(problem, /: write redis:\/\/user:password@host:6379/)
    assert.doesNotMatch(problem, /hunter2/)
  })
}
