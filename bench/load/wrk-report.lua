-- For wrk: asks for the targets of a file in turn, and prints what it saw as one line of JSON.

function init(args)
  targets = {}
  for line in io.lines(args[1]) do targets[#targets + 1] = wrk.format("GET", line) end
  position = 0
end

function request()
  position = position % #targets + 1
  return targets[position]
end

function done(summary, latency)
  local errors = summary.errors
  local failures = errors.status + errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format(
    '{"requests":%d,"requestsPerSecond":%f,"p50Ms":%f,"p99Ms":%f,"p999Ms":%f,"failures":%d}\n',
    summary.requests, summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency:percentile(99.9) / 1000, failures))
end
