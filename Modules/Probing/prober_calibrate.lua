-- The second socket of each family. All targets share it. It asks a closed port of a silent host, and repeats the last
-- question of a silent target from another source port.
local _, host = ...
local sockets = host.late("prober_socket.lua")
local spawn, next, tostring, random = spawn, next, tostring, math.random
local now = sockets.now

-- Ports without a service, below the range from which systems choose the ports of clients.
local CLOSED <const> = {4, 6, 8, 10, 12, 14, 16, 26, 28, 30, 32, 34, 36, 40}

local calibrate = {}
local families = {}

-- Gives a datagram or a report to the jobs of its address.
local function dispatch(family, bytes, from, port, info)
  local e = not bytes and from
  local jobs = family.jobs[e and e.address or tostring(from)]
  for job in next, jobs or {} do
    if not e then job:on_second(bytes, from, port, info) else job:on_second_report(e) end
  end
end

local function start(settings, address)
  local key = address.is_v6 and "v6" or "v4"
  local family = families[key]
  if family then return family end
  local sock = sockets.open(settings, address, true)
  family = {sock = sock, jobs = {}}
  families[key] = family
  if not sock then return family end
  spawn({daemon = true}, function()
    while true do
      local bytes, from, port, info = sock:receive(1000)
      if bytes or from.icmp_type then dispatch(family, bytes, from, port, info) end
    end
  end)
  return family
end

-- Asks a closed port of the job's host.
function calibrate.ask(settings, job)
  local family = start(settings, job.address)
  if not family.sock then return end
  local key = tostring(job.address)
  family.jobs[key] = family.jobs[key] or {}
  family.jobs[key][job] = true
  job.closed = job.closed or {port = CLOSED[random(#CLOSED)]}
  if job.closed.port == job.port then job.closed.port = 42 end
  job.closed.sent = now()
  if not family.sock:send("", job.address, job.closed.port) then job.closed.failed = true end
end

-- Sends a question from the second socket. Returns the local port, or nil if the question was not sent.
function calibrate.send(settings, job, bytes)
  local family = start(settings, job.address)
  if not family.sock then return end
  local key = tostring(job.address)
  family.jobs[key] = family.jobs[key] or {}
  family.jobs[key][job] = true
  -- A socket with the port of the service could be its own peer.
  return family.sock.port ~= job.port and family.sock:send(bytes, job.address, job.port) and family.sock.port
end

-- Sends the next datagram of an exchange that the second socket has begun.
function calibrate.answer(bytes, address, port)
  families[address.is_v6 and "v6" or "v4"].sock:send(bytes, address, port)
end

function calibrate.forget(job)
  for _, family in next, families do
    local jobs = family.jobs[tostring(job.address)]
    if jobs then
      jobs[job] = nil
      if not next(jobs) then family.jobs[tostring(job.address)] = nil end
    end
  end
end

return calibrate
