import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CorsRule, extendCorsRules } from './cors-rules.ts'

const origin = 'https://app.example.com'
const need = { origin, methods: ['PUT', 'GET'], headers: ['content-type'] }
const own: CorsRule = {
  ID: ['signpost-https-app.example.com'],
  MaxAgeSeconds: ['3600'],
  AllowedOrigin: [origin],
  AllowedMethod: ['PUT', 'GET'],
  AllowedHeader: ['content-type'],
  ExposeHeader: ['ETag'],
}

test('a bucket without rules gets the smallest sufficient rule', () => {
  assert.deepEqual(extendCorsRules([], need), [own])
  const [bare] = extendCorsRules([], { ...need, headers: [] })
  assert.ok(bare !== undefined && !('AllowedHeader' in bare))
})

test('a rule that is already sufficient stays unchanged', () => {
  const rules = [own]
  assert.equal(extendCorsRules(rules, need), rules)
  // Names that its patterns cover count as present.
  const wide = [{ ...own, AllowedHeader: ['*'], ExposeHeader: ['etag'] }]
  assert.equal(extendCorsRules(wide, { ...need, headers: ['Content-Type', 'x-amz-meta-*'] }), wide)
})

test('the rule of the origin is extended, and keeps everything else that a store has put there', () => {
  const theirs: CorsRule = {
    ID: ['theirs'],
    AllowedOrigin: [origin],
    AllowedMethod: ['DELETE'],
    AllowedHeader: ['X-Amz-Meta-*'],
    ExposeHeader: ['x-amz-version-id'],
    Own: [{ Setting: ['on'] }],
  }
  assert.deepEqual(extendCorsRules([theirs], { ...need, headers: ['content-type', 'x-amz-meta-a'] }), [
    {
      ...theirs,
      AllowedMethod: ['DELETE', 'PUT', 'GET'],
      AllowedHeader: ['X-Amz-Meta-*', 'content-type'],
      ExposeHeader: ['x-amz-version-id', 'ETag'],
    },
  ])
})

test('other rules stay; the new rule comes before them, and exposes what the rules for the origin expose', () => {
  const rules: readonly CorsRule[] = [
    { AllowedOrigin: ['https://*.example.com'], AllowedMethod: ['GET'], ExposeHeader: ['x-amz-version-id'] },
    { AllowedOrigin: ['*'], AllowedMethod: ['PUT'], ExposeHeader: ['X-Amz-Version-Id', 'x-amz-meta-a'] },
    { AllowedOrigin: ['https://other.example'], AllowedMethod: ['PUT'], ExposeHeader: ['x-amz-meta-b'] },
    { AllowedOrigin: [origin, 'https://other.example'], AllowedMethod: ['HEAD'] },
    { AllowedOrigin: ['http*://app.example.community'], AllowedMethod: ['HEAD'], ExposeHeader: ['x-amz-meta-c'] },
  ]
  assert.deepEqual(extendCorsRules(rules, need), [
    { ...own, ExposeHeader: ['x-amz-version-id', 'x-amz-meta-a', 'ETag'] },
    ...rules,
  ])
})

test('the rule of the origin moves before one that hides the ETag', () => {
  const all: CorsRule = { AllowedOrigin: ['*'], AllowedMethod: ['PUT'] }
  assert.deepEqual(extendCorsRules([all, own], need), [own, all])
  // It does not move before a rule that is not for this origin.
  const rules = [{ AllowedOrigin: ['https://other.example'], AllowedMethod: ['PUT'] }, own]
  assert.equal(extendCorsRules(rules, need), rules)
})

test('no two rules have the same name', () => {
  const taken = { ID: own.ID ?? [], AllowedOrigin: ['https://other.example'], AllowedMethod: ['PUT'] }
  const { ID: _, ...nameless } = own
  assert.deepEqual(extendCorsRules([taken], need), [nameless, taken])
})
