import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { startGateway } from '../../packages/gateway/test/servers/gateway-process.ts'
import { makeTempDir } from '../../packages/gateway/test/servers/temp-dir.ts'
import { readGatewayVersion, readImageEnvironment } from './image-facts.ts'
import { findSchemaProblem, findUnknownFields } from './manifest-schema.ts'
import { findManifest, type Manifest, manifestFolder, readManifests } from './manifests.ts'
import { readSettings } from './settings.ts'

const files = readManifests()
/** The manifests with Kubernetes' own kinds; it publishes no schema for the others. */
const own = files.filter(({ name }) => name !== 'kustomization.yaml' && name !== 'pod-monitor.yaml')
const kustomization = parse(readFileSync(join(manifestFolder, 'kustomization.yaml'), 'utf8'))
const deployment = findManifest(files, 'Deployment')
const pod = deployment.spec?.template.spec
const container = pod?.containers[0]
const podLabels = deployment.spec?.template.metadata?.labels ?? {}
const portNames = container?.ports?.map(({ name }) => name)

for (const file of own) {
  test(`${file.name} matches the schema of ${file.manifest.apiVersion} ${file.manifest.kind}`, async () => {
    assert.equal(await findSchemaProblem(file), undefined)
  })
}

test('no manifest has a field that is unknown to Kubernetes', () => {
  using dir = makeTempDir()

  assert.equal(findUnknownFields(own, dir.path), '')
})

test('the check finds a mistyped field', () => {
  using dir = makeTempDir()
  const text = JSON.stringify(deployment).replace('livenessProbe', 'livenesProbe')

  const found = findUnknownFields([{ name: 'deployment.yaml', manifest: JSON.parse(text) as Manifest }], dir.path)

  assert.match(found, /livenesProbe"' does not exist in type 'IContainer'/)
})

test('the kustomization has every manifest except the example secret and the one that needs an operator', () => {
  const names = files.map(({ name }) => name)
  const left = ['kustomization.yaml', 'pod-monitor.yaml', 'secret.example.yaml']

  assert.deepEqual(kustomization.resources.toSorted(), names.filter((name) => !left.includes(name)).toSorted())
  assert.equal(kustomization.images[0].name, container?.image)
  assert.equal(kustomization.images[0].newTag, readGatewayVersion())
})

test('every manifest is in the namespace, which enforces the restricted profile', () => {
  const namespace = findManifest(files, 'Namespace')

  assert.equal(namespace.metadata.labels?.['pod-security.kubernetes.io/enforce'], 'restricted')
  for (const { name, manifest } of files) {
    if (manifest === namespace || name === 'kustomization.yaml') continue
    assert.equal(manifest.metadata.namespace, namespace.metadata.name, name)
  }
  assert.equal(kustomization.namespace, namespace.metadata.name)
})

test('the pod complies with the restricted profile, and can write only to its volumes', () => {
  // https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
  assert.deepEqual(pod?.securityContext, {
    runAsNonRoot: true,
    runAsUser: 1000,
    runAsGroup: 1000,
    fsGroup: 1000,
    seccompProfile: { type: 'RuntimeDefault' },
  })
  assert.deepEqual(container?.securityContext, {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  })
  assert.equal(pod?.hostNetwork ?? pod?.hostPID ?? pod?.hostIPC, undefined)
  for (const volume of pod?.volumes ?? []) assert.ok(volume.emptyDir ?? volume.secret, volume.name)
  assert.equal(pod?.automountServiceAccountToken, false)
})

test('every mount has a volume, and every volume is mounted', () => {
  const mounted = container?.volumeMounts?.map(({ name }) => name)

  assert.deepEqual(
    mounted,
    pod?.volumes?.map(({ name }) => name),
  )
  assert.ok(container?.volumeMounts?.some(({ mountPath }) => mountPath === readImageEnvironment().SIGNPOST_DATA_DIR))
})

test('the gateway accepts the settings of the pod with real secrets, and refuses the example’s', () => {
  const secret = findManifest(files, 'Secret')
  const mount = container?.volumeMounts?.find(({ name }) => name === 'secrets')
  const volume = pod?.volumes?.find(({ name }) => name === 'secrets')
  assert.equal(volume?.secret?.secretName, secret.metadata.name)
  assert.equal(volume?.secret?.defaultMode, 0o440)
  const env = Object.fromEntries(container?.env?.map(({ name, value = '' }) => [name, value]) ?? [])
  const fileNames = Object.values(env).filter((value) => value.startsWith(`${mount?.mountPath}/`))
  assert.deepEqual(
    fileNames.map((path) => path.slice(`${mount?.mountPath}/`.length)).toSorted(),
    Object.keys(secret.stringData ?? {}).toSorted(),
  )
  const { SIGNPOST_MASTER_KEY_FILE: _, SIGNPOST_DATABASE_URL_FILE: __, SIGNPOST_REDIS_URL_FILE: ___, ...rest } = env
  const secrets = {
    SIGNPOST_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    SIGNPOST_DATABASE_URL: 'postgres://signpost:secret@db/signpost',
    SIGNPOST_REDIS_URL: 'redis://signpost:secret@redis:6379',
  }

  const config = readSettings({ ...readImageEnvironment(), ...rest, ...secrets })

  assert.equal(config.publicUrl, `https://${findManifest(files, 'Ingress').spec?.rules?.[0]?.host}`)
  for (const [name, value] of Object.entries(secret.stringData ?? {})) {
    const variable = `SIGNPOST_${name.toUpperCase().replaceAll('-', '_')}`
    assert.throws(() => readSettings({ [variable]: value }), `${name}: the example would be taken`)
  }
})

test('no Service sets the gateway’s port through environment variables', () => {
  assert.equal(findManifest(files, 'Service').metadata.name, 'signpost', 'Kubernetes makes SIGNPOST_PORT of it')
  assert.equal(pod?.enableServiceLinks, false)
})

test('the pod has the ports of the image', () => {
  const { SIGNPOST_PORT: http, SIGNPOST_METRICS_PORT: metrics } = readImageEnvironment()

  assert.deepEqual(container?.ports, [
    { name: 'http', containerPort: Number(http) },
    { name: 'metrics', containerPort: Number(metrics) },
  ])
})

test('every selector matches the gateway’s pods, and every port name is one of theirs', () => {
  const service = findManifest(files, 'Service')
  const policy = findManifest(files, 'NetworkPolicy')
  const monitor = files.find(({ name }) => name === 'pod-monitor.yaml')?.manifest as unknown as {
    spec: { selector: { matchLabels: object }; podMetricsEndpoints: { port: string }[] }
  }
  for (const selector of [
    deployment.spec?.selector.matchLabels,
    service.spec?.selector,
    policy.spec?.podSelector?.matchLabels,
    findManifest(files, 'PodDisruptionBudget').spec?.selector?.matchLabels,
    monitor.spec.selector.matchLabels,
    ...(pod?.topologySpreadConstraints?.map(({ labelSelector }) => labelSelector?.matchLabels) ?? []),
  ]) {
    assert.deepEqual(selector, podLabels)
  }
  const named = [
    ...(service.spec?.ports?.map(({ targetPort }) => targetPort) ?? []),
    ...(policy.spec?.ingress?.flatMap(({ ports = [] }) => ports.map(({ port }) => port)) ?? []),
    ...monitor.spec.podMetricsEndpoints.map(({ port }) => port),
    ...[container?.startupProbe, container?.readinessProbe, container?.livenessProbe].map(
      (probe) => probe?.httpGet?.port,
    ),
  ]
  for (const name of named) assert.ok(portNames?.includes(name as string), String(name))
  const backend = findManifest(files, 'Ingress').spec?.rules?.[0]?.http?.paths[0]?.backend.service
  assert.equal(backend?.name, service.metadata.name)
  assert.equal(backend?.port?.name, service.spec?.ports?.[0]?.name)
})

test('the probes request routes that answer', async () => {
  using dir = makeTempDir()
  await using gateway = await startGateway({ dataDir: dir.path })
  for (const probe of [container?.startupProbe, container?.readinessProbe, container?.livenessProbe]) {
    assert.equal((await fetch(`${gateway.report.url}${probe?.httpGet?.path}`)).status, 200)
    // /readyz takes up to 1.5 s when the database hangs.
    assert.ok((probe?.timeoutSeconds ?? 0) >= 3)
  }
})

test('a pod has half an hour to migrate the schema, and the rollout counts as stuck only after that', () => {
  const { periodSeconds = 10, failureThreshold = 3 } = container?.startupProbe ?? {}
  const startSeconds = periodSeconds * failureThreshold

  assert.ok(startSeconds >= 30 * 60)
  assert.ok(Number(deployment.spec?.progressDeadlineSeconds) > startSeconds)
})

test('the ingress has or names the settings that keep tokens out of its controller’s logs', () => {
  const text = readFileSync(join(manifestFolder, 'ingress.yaml'), 'utf8')
  const { annotations } = findManifest(files, 'Ingress').metadata

  assert.equal(annotations?.['nginx.ingress.kubernetes.io/enable-access-log'], 'false')
  // This setting belongs to the whole controller, so none of our manifests can have it.
  assert.match(text, /^# {3}error-log-level: crit$/m)
})

test('a pod may be evicted only while another one serves, and has enough time to drain', () => {
  const { minAvailable } = findManifest(files, 'PodDisruptionBudget').spec ?? {}
  const [, pauseSeconds] = container?.lifecycle?.preStop?.exec?.command ?? []

  assert.ok(Number(minAvailable) >= 1 && Number(minAvailable) < Number(deployment.spec?.replicas))
  assert.ok(Number(pod?.terminationGracePeriodSeconds) > Number(pauseSeconds) + 10)
  assert.equal(deployment.spec?.strategy?.rollingUpdate?.maxUnavailable, 0)
})

test('egress to the internet is limited to HTTPS, and never reaches the metadata service', () => {
  const egress = findManifest(files, 'NetworkPolicy').spec?.egress ?? []
  const open = egress.filter(({ to = [] }) => to.some(({ ipBlock }) => ipBlock?.cidr.endsWith('/0')))

  assert.deepEqual(
    open.map(({ ports }) => ports),
    [[{ port: 443 }]],
  )
  for (const { ipBlock } of open[0]?.to ?? []) {
    const local = ipBlock?.cidr === '::/0' ? 'fe80::/10' : '169.254.0.0/16'
    assert.ok(ipBlock?.except?.includes(local), ipBlock?.cidr)
  }
})
