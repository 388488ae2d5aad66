import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toDashboardPath } from './dashboard-path.ts'

const origin = 'https://sign.example.com'

for (const next of ['/dashboard', '/dashboard/tokens?account=acc_1#new', `${origin}/dashboard/audit`]) {
  test(`after sign-in, ${next} is opened`, () => {
    assert.equal(toDashboardPath(next, origin), next.replace(origin, ''))
  })
}

for (const next of [
  undefined,
  '',
  '/',
  '/docs',
  '/dashboards',
  '/dashboard.evil.example',
  '//evil.example/dashboard',
  '/\\evil.example/dashboard',
  '\\\\evil.example/dashboard',
  'https://evil.example/dashboard',
  'https:evil.example',
  'https://sign.example.com@evil.example/dashboard',
  'https://sign.example.com.evil.example/dashboard',
  'javascript:alert(1)',
  'data:text/html,/dashboard',
  'data:text/html,<script>xss("next")</script>',
  '/dashboard/../docs',
  '/dashboard/%2e%2e/docs',
  'http://[',
]) {
  test(`after sign-in, ${next} is not opened`, () => {
    assert.equal(toDashboardPath(next, origin), '/dashboard')
  })
}
