-- For wrk: requests the targets of a file in turn, and prints the result as one line of JSON. With a second file, each
-- request is a POST with that file as its body.

function init(args)
  local method, headers, body = "GET", nil, nil
  if args[2] then
    local file = assert(io.open(args[2], "rb"))
    method, headers, body = "POST", { ["Content-Type"] = "application/json" }, file:read("*a")
    file:close()
  end
  targets = {}
  for line in io.lines(args[1]) do targets[#targets + 1] = wrk.format(method, line, headers, body) end
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
