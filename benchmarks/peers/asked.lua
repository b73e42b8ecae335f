-- What wrk does with the bodies written above: each a head, and a tail where an id of its own comes between.
local ready, number = {}, 0
failures = 0

function init()
  for place, body in ipairs(bodies) do
    if not body[2] then ready[place] = wrk.format(nil, nil, nil, body[1]) end
  end
end

function request()
  number = number + 1
  local place = number % #bodies + 1
  if ready[place] then return ready[place] end
  local fresh = string.format("%s-0000-4000-8000-%012x", run, number)
  return wrk.format(nil, nil, nil, bodies[place][1] .. fresh .. bodies[place][2])
end

-- An error may come with any status, and what was to be made may be missing.
function response(status, headers, body)
  if body:find('"errors":', 1, true) or body:find('"message":null', 1, true) then failures = failures + 1 end
end

function setup(thread)
  asking = thread
end

function done(all, latency)
  local failed = all.errors
  local count = failed.connect + failed.read + failed.write + failed.status + failed.timeout + asking:get("failures")
  io.write(string.format("told %d %d %d %d\n", all.requests, all.duration, latency:percentile(50), count))
end
