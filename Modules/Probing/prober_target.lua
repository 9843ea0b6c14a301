-- Probes a target: resolves its name, asks an address of each family, and chooses the verdict.
local _, host = ...
local late = host.late
local exchange, time = late("prober_exchange.lua"), require "moonwire.time"
local now, sleep, with_timeout = late("prober_socket.lua").now, time.sleep, time.with_timeout
local pcall, spawn, huge, min, new_address = pcall, spawn, math.huge, math.min, ip.address.new
local get_info, get_v4, get_v6 = ip.udp.get_address_info, ip.udp.get_address_v4_info, ip.udp.get_address_v6_info
local loopback_v4, loopback_v6 = ip.address.loopback_v4, ip.address.loopback_v6
local new_network = ip.network.new
local next, tostring, find, ipairs = next, tostring, string.find, ipairs

local OTHER_FAMILY <const> = 0.25 -- seconds for the other family after an answer
local NEXT_LOOKUP <const> = 0.5 -- seconds between the lookups of --wait

-- The statuses of the verdicts.
local STATUS <const> = {
  matched = 0, sent = 0, different = 1, elsewhere = 1, refused = 3, silent = 4, unreachable = 5, unresolved = 6,
  failed = 7, broken = 2,
}

-- Returns the address, with the zone of --interface if it is a link-local address without a zone.
local function with_zone(settings, address)
  local text = tostring(address)
  if not settings.interface_index or not address.is_v6 or not address.is_link_local or find(text, "%", 1, true) then
    return address
  end
  return new_address(text .. "%" .. settings.interface_index)
end

local function resolve(settings, name)
  local ok, address = pcall(new_address, name)
  if ok and address.is_unspecified then address = address.is_v6 and loopback_v6() or loopback_v4() end
  if ok and address.is_v6 and address.is_v4_mapped then address = address:to_v4() end
  if ok then return {with_zone(settings, address)} end
  local look_up = settings.ipv4 and get_v4 or settings.ipv6 and get_v6 or get_info
  local entries
  ok, entries = pcall(with_timeout, settings.wait or settings.timeout, look_up, name, 0, 0)
  if not ok then return nil, entries end
  local list, counts, seen = {}, {}, {}
  for i = 1, #entries do
    local found = entries[i].address
    local family, key = found.is_v6 and "v6" or "v4", tostring(found)
    if not seen[key] then
      seen[key], counts[family] = true, (counts[family] or 0) + 1
      if counts[family] == 1 then list[#list + 1] = found end
    end
  end
  return list, nil, counts
end

-- Resolves the name. With --wait, tries again until the time is up.
local function find_addresses(settings, name)
  local deadline = settings.wait and now() + settings.wait
  while true do
    local list, e, counts = resolve(settings, name)
    local left = deadline and deadline - now() or 0
    if list or left <= 0 then return list, e, counts end
    sleep(min(NEXT_LOOKUP, left))
  end
end

local broadcasts

-- Returns true for the address of all hosts of a network to which this machine belongs.
local function is_broadcast(address)
  if address.is_v6 then return false end
  if not broadcasts then
    broadcasts = {[tostring(ip.address.broadcast_v4())] = true}
    local ok, interfaces = pcall(ip.interfaces) -- ENOTSUP on systems other than Linux
    for _, interface in ipairs(ok and interfaces or {}) do
      for _, entry in ipairs(interface.flags.broadcast and interface.addresses or {}) do
        if entry.address.is_v4 and entry.prefix < 31 then
          broadcasts[tostring(new_network(entry.address, entry.prefix).last)] = true
        end
      end
    end
  end
  return broadcasts[tostring(address)] == true
end

local function new_job(settings, target, address, started)
  local own = target.exchange or target.make()
  target.exchange = nil
  return {
    settings = settings, target = target.text, address = address, port = target.port, exchange = own,
    attempts = settings.wait and huge or settings.retries + 1, persists = settings.wait ~= nil,
    time = settings.wait and settings.wait - (now() - started) or settings.timeout,
    is_group = address.is_multicast or is_broadcast(address),
  }
end

local function family_error(settings, address)
  if settings.ipv4 and address.is_v6 then return "is an IPv6 address, but -4 asks for IPv4" end
  if settings.ipv6 and not address.is_v6 then return "is an IPv4 address, but -6 asks for IPv6" end
  local source = settings.source_address
  if source and source.is_v6 ~= address.is_v6 then
    return "and the address of --source are of different families"
  end
end

local function run(settings, target, address, started, race)
  local job = new_job(settings, target, address, started)
  local wrong = family_error(settings, address)
  if wrong then
    job.verdict, job.reason = "failed", tostring(address) .. " " .. wrong
    return job
  end
  if settings.count then
    late("prober_series.lua").run(job, target.make, race.live)
    return job
  end
  job.race = race.jobs and race
  exchange.run(job)
  return job
end

-- Asks both families at once. After an answer of one family, the other family has a quarter of a second.
local function run_both(settings, target, list, started)
  local race, jobs, fibers = {jobs = {}}, {}, {}
  for i = 1, #list do
    fibers[i] = spawn(function()
      jobs[i] = run(settings, target, list[i], started, race)
      if jobs[i].verdict == "matched" then
        race.ends_at = now() + OTHER_FAMILY
        for other in next, race.jobs do other.sock:wake() end
      end
    end)
  end
  for i = 1, #fibers do fibers[i]:join() end
  return jobs
end

local target = {}

local function run_all(settings, goal, live)
  local started = now()
  local list, e, counts = find_addresses(settings, goal.host)
  if not list then
    return {target = goal.text, port = goal.port, verdict = "unresolved", status = STATUS.unresolved, error = e,
      name = goal.host, asked = 0}
  end
  local jobs = #list == 1 and {run(settings, goal, list[1], started, {live = live})}
    or run_both(settings, goal, list, started)
  local best
  for i = 1, #jobs do
    jobs[i].counts = counts
    jobs[i].status = STATUS[jobs[i].verdict] or STATUS.broken
    if not best or jobs[i].status < best.status then best = jobs[i] end
  end
  best.others = {}
  for i = 1, #jobs do
    if jobs[i] ~= best then best.others[#best.others + 1] = jobs[i] end
  end
  best.name, best.duration = goal.host, now() - started
  -- With a fixed source port, an answer to another port does not count.
  if best.is_fresh and settings.source_port > 0 then best.verdict, best.status = "silent", STATUS.silent end
  return best
end

-- Returns the result: the job with the best verdict. `others` has the jobs of the other family.
function target.run(settings, goal, live)
  local ok, result = pcall(run_all, settings, goal, live)
  if ok then return result end
  return {target = goal.text, port = goal.port, verdict = "broken", status = STATUS.broken, asked = 0,
    reason = tostring(result)}
end

return target
