/** Where a test's Ceph is. */
export interface CephPlace {
  /** A folder of its own; `mon`, `osd`, `rgw`, `run` and the file `keyring` are in it. */
  readonly dir: string
  /** UUID of the cluster. */
  readonly cluster: string
  readonly port: number
  readonly monPort: number
  /** Further lines for the gateway. */
  readonly settings: readonly string[]
}

/**
 * The `ceph.conf` of a cluster of one node: no authentication inside, one copy of everything, objects in memory, only on
 * 127.0.0.1. https://docs.ceph.com/en/pacific/rados/configuration/
 */
export function describeCeph({ dir, cluster, port, monPort, settings }: CephPlace): string {
  return `[global]
fsid = ${cluster}
mon initial members = a
mon host = [v2:127.0.0.1:${monPort}]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
auth cluster required = none
auth service required = none
auth client required = none
# A monitor that has ended, since its port was taken, is waited for so many seconds; by itself 300.
client mount timeout = 20
run dir = ${dir}/run
pid file =
admin socket =
log file = ${dir}/$name.log
crash dir = ${dir}/run
setuser match path =
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon max pg per osd = 2000
mon allow pool size one = true
mon data avail crit = 1
mon data avail warn = 2
[mon]
mon data = ${dir}/mon
mon cluster log file =
paxos propose interval = 0.05
paxos min wait = 0.01
[osd]
osd data = ${dir}/osd
osd objectstore = memstore
# A full store takes no more and says nothing; by itself it has room for 1 GiB.
memstore device bytes = 4294967296
osd class load list = *
osd class default list = *
osd op num shards = 2
osd op num threads per shard = 1
[client]
# Without authentication there is no encrypted connection, which it waits for otherwise.
ms mon client mode = crc
keyring = ${dir}/keyring
rgw data = ${dir}/rgw
rgw frontends = beast endpoint=127.0.0.1:${port}
rgw dns name = s3.localhost
# How soon it asks again for a map that has the storage daemon in it, which may still be starting.
objecter tick interval = 0.2
rgw thread pool size = 16
rgw rados pool pg num min = 1
# Its default order answers every wrong key and every wrong signature with AccessDenied.
rgw s3 auth order = local
rgw enable usage log = false
rgw relaxed region enforcement = true
${settings.join('\n')}
`
}
