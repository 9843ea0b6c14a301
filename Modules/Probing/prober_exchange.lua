-- Asks one address until there is a verdict. A job has the fields address, port, exchange, attempts, time (seconds),
-- and either a race (shared with the job of the name's other family) or none. The result is the job itself, with a
-- verdict: matched, different, elsewhere, sent, refused, silent, unreachable or failed.
local _, host = ...
local late = host.late
local sockets = late("prober_socket.lua")
local now = sockets.now
local min, max, huge, unpack = math.min, math.max, math.huge, table.unpack
local setmetatable, tostring, type, error, pcall, gsub = setmetatable, tostring, type, error, pcall, string.gsub

local MOST_STEPS <const> = 8 -- of an exchange that continues
local MOST_ARRIVED <const> = 1000 -- datagrams that are judged after the time was up
local ELSEWHERE_GRACE <const> = 0.1 -- seconds for the right answer after an answer from elsewhere
local FIRST_GAP <const>, GROWTH <const>, LONGEST_GAP <const> = 0.05, 1.5, 1 -- seconds between the attempts of --wait
local ONE_WAY_SECOND <const>, ONE_WAY_TIME <const> = 1.1, 2.5
local VERDICTS = {matched = true, different = true, unrelated = true, continue = true}

local exchange = {MOST_STEPS = MOST_STEPS}
local job_mt = {}
job_mt.__index = job_mt

-- Calls the protocol's check. A wrong result of a user's protocol is an error.
function exchange.check(job, bytes, own)
  local verdict, text, fields, reply = (own or job.exchange).check(bytes)
  if not VERDICTS[verdict] then
    error("the function check of " .. job.target .. " returned " .. tostring(verdict) .. ", which is not a verdict", 0)
  end
  if verdict == "continue" and type(reply) ~= "string" then
    error("the function check of " .. job.target .. " returned \"continue\" without the next datagram", 0)
  end
  return verdict, text or verdict, type(fields) == "table" and fields or {}, reply
end

local check = exchange.check

local function without_zone(address) return (gsub(tostring(address), "%%.*", "")) end

-- Returns true if the address is the job's. If the target has no zone, the kernel has chosen the zone.
local function is_same(job, address)
  return address == job.address or tostring(job.address) == without_zone(address)
end

-- Returns true if an endpoint may answer the question.
function exchange.is_asked(job, address, port)
  local own = job.exchange
  return own.any_source or job.is_group or is_same(job, address) and (port == job.port or own.any_port == true)
end
local is_asked = exchange.is_asked

-- Returns the datagram of an attempt.
function exchange.request(job, own, attempt)
  local bytes = own.request(attempt)
  if type(bytes) ~= "string" then error("the function request of " .. job.target .. " returned no string", 0) end
  return bytes
end

-- Records an answer. The kernel's time of arrival is used if it is plausible, because a busy process reads late.
local function record(job, verdict, text, fields, bytes, address, port, info)
  local seconds = now() - job.sent_at
  local exact = info and info.time and info.time - job.wall_sent_at
  if exact and exact >= 0 and exact < seconds then seconds = exact end
  job.verdict, job.text, job.fields, job.received = verdict, text, fields, bytes
  job.from, job.from_port, job.seconds, job.ttl = tostring(address), port, seconds, info and info.hops
  job.icmp = nil -- of an earlier refusal
  return true
end

-- Judges a datagram. Returns true if the wait is over.
function job_mt:on_datagram(bytes, address, port, info)
  local verdict, text, fields, reply = check(self, bytes)
  if verdict == "unrelated" then
    self.strays = self.strays + 1
    return
  end
  local asked = is_asked(self, address, port)
  if not asked and self.exchange.one_way then return end
  if not asked then
    if verdict ~= "matched" then -- nothing shows that the datagram answers the question
      self.strays = self.strays + 1
    elseif not self.other then
      self.other = {self, "elsewhere", text, fields, bytes, address, port, info}
      if not self.persists then self.limit = min(self.limit, now() + ELSEWHERE_GRACE) end
    end
    return
  end
  if verdict == "continue" then
    self.steps = self.steps + 1
    if self.steps > MOST_STEPS then
      return record(self, "different", text .. "; the exchange does not end", fields, bytes, address, port, info)
    end
    self.due = min(now() + self.gap, self.deadline)
    self.sent = reply
    self.sock:send(reply, address, port)
    return
  end
  if type(reply) == "string" then self.sock:send(reply, address, port) end
  record(self, verdict, text, fields, bytes, address, port, info)
  return verdict == "matched" or not self.persists and not self.exchange.any_source
end

-- Returns true if an ICMP report is about the asked endpoint. Anybody can forge reports about other endpoints.
function exchange.is_about(job, e)
  return e.port == job.port and without_zone(e.address) == without_zone(job.address)
end

-- Judges an error of the socket. Returns true if the wait is over.
function job_mt:on_error(e)
  if e.icmp_type == nil then
    self.verdict, self.error = "failed", e
    return not self.persists
  end
  if not exchange.is_about(self, e) then return end
  if e.symbol == "EMSGSIZE" then return end -- the kernel has learnt the path's size, and the next attempt fits
  self.verdict = e.symbol == "ECONNREFUSED" and "refused" or "unreachable"
  self.icmp = {type = e.icmp_type, code = e.icmp_code, from = e.reporter, v6 = self.address.is_v6}
  self.seconds = now() - self.sent_at
  return not self.persists
end

-- Takes an answer to the second socket.
function job_mt:on_second(bytes, address, port, info)
  if self.closed and port == self.closed.port and address == self.address then
    self.closed.result = "answered"
  elseif self.fresh_port and is_asked(self, address, port) then
    local ok, verdict, text, fields, reply = pcall(check, self, bytes)
    if ok and type(reply) == "string" and self.fresh_steps < MOST_STEPS then
      self.fresh_steps = self.fresh_steps + 1
      late("prober_calibrate.lua").answer(reply, address, port)
    end
    if ok and (verdict == "matched" or verdict == "different") and not self.fresh then
      self.fresh = {self, verdict, text, fields, bytes, address, port, info}
      self.limit = min(self.limit, now() + ELSEWHERE_GRACE)
      self.sock:wake()
    end
  end
end

function job_mt:on_second_report(e)
  if self.closed and e.port == self.closed.port then
    self.closed.result = e.symbol == "ECONNREFUSED" and "refused" or "unreachable"
    self.closed.icmp = {type = e.icmp_type, code = e.icmp_code, from = e.reporter, v6 = self.address.is_v6}
    self.closed.seconds = now() - self.closed.sent
    if self.exchange.one_way then self.sock:wake() end
  elseif self.fresh_port and e.port == self.port and not self.report then
    self.report = e
    self.sock:wake()
  end
end

-- Sends the next question.
local function ask(job)
  job.asked = job.asked + 1
  local bytes = exchange.request(job, job.exchange, job.asked)
  job.sent = bytes
  local at, wall = job.sock:send(bytes, job.address, job.port)
  if job.persists then
    job.gap = job.asked == 1 and FIRST_GAP or min(job.gap * GROWTH, LONGEST_GAP)
  end
  job.due = job.asked < job.attempts and now() + job.gap or huge
  if not at then return job:on_error(wall) end
  job.sent_at, job.wall_sent_at = at, wall
  if job.asked == job.attempts and job.steps == 0 then job.deadline = max(job.deadline, at + job.gap) end
  if job.asked == job.attempts and job.asked > 1 and not job.is_group and not job.exchange.one_way then
    job.fresh_port = late("prober_calibrate.lua").send(job.settings, job, bytes)
  end
end

local function calibrate(job)
  job.calibrates_at = job.calibrates_again or huge
  job.calibrates_again = nil
  if not (job.closed and job.closed.result) then late("prober_calibrate.lua").ask(job.settings, job) end
end

-- Sets the times at which the job does something. The wait ends at `deadline` if all questions were sent, because a
-- busy process sends late. The wait ends at `limit` in any case.
local function plan(job, started)
  local time = job.time
  if job.exchange.one_way then
    time, job.attempts = min(time, ONE_WAY_TIME), min(job.attempts, 2)
    job.gap = min(ONE_WAY_SECOND, time / 2)
  else
    job.gap = time / job.attempts
  end
  job.deadline, job.due, job.limit = started + time, started, huge
  job.calibrates_at = huge
  if job.settings.no_calibrate or job.is_group or job.exchange.any_source then return end
  if job.exchange.one_way then
    job.calibrates_at = started
  elseif job.persists then
    job.calibrates_at = job.deadline - min(1, time / 2)
  elseif job.attempts > 1 then
    job.calibrates_at = started + job.gap
    job.calibrates_again = job.attempts > 2 and started + 2 * job.gap or nil
  else
    job.calibrates_at = started + time / 2
  end
end

local function is_over(job, at)
  local race = job.race
  if race and race.ends_at then job.limit = min(job.limit, race.ends_at) end
  if job.report then
    job:on_error(job.report)
    return true
  end
  if job.exchange.one_way and job.closed and job.closed.result and job.asked == job.attempts then
    job.limit = min(job.limit, job.sent_at + 0.1 + 5 * (job.closed.seconds or 0))
  end
  return at >= job.limit or at >= job.deadline and (job.persists or job.steps > 0 or job.asked >= job.attempts)
end

-- Judges the datagrams that have arrived while this process did not run.
local function take_arrived(job)
  for _ = 1, MOST_ARRIVED do
    local bytes, address, port, info = job.sock:receive(0)
    if not bytes or job:on_datagram(bytes, address, port, info) then return end
  end
end

local function run(job)
  while true do
    local at = now()
    if is_over(job, at) then return take_arrived(job) end
    if at >= job.due and ask(job) then return end
    if at >= job.calibrates_at then calibrate(job) end
    local is_asked = job.persists or job.asked >= job.attempts
    local left = min(job.due, job.limit, is_asked and job.deadline or huge, job.calibrates_at) - now()
    local bytes, address, port, info = job.sock:receive(left > 0 and left or 0)
    if bytes then
      if job:on_datagram(bytes, address, port, info) then return end
    elseif address.symbol ~= "ETIMEDOUT" or address.icmp_type then
      if address.symbol ~= "ECANCELED" and job:on_error(address) then return end
    end
  end
end

local function settle(job)
  if job.verdict == "matched" or job.verdict == "refused" and not job.persists then return end
  if job.fresh and not job.verdict then
    record(unpack(job.fresh, 1, 8))
    job.is_fresh = true
  elseif job.other and (not job.verdict or job.persists) then
    record(unpack(job.other, 1, 8))
  elseif not job.verdict then
    local closed = job.closed
    job.verdict = job.exchange.one_way and closed and closed.result == "refused" and "sent" or "silent"
  end
end

-- Runs a job. Sets its verdict.
function exchange.run(job)
  setmetatable(job, job_mt)
  job.asked, job.steps, job.fresh_steps, job.strays = 0, 0, 0, 0
  local sock, e = sockets.open(job.settings, job.address, false, job.port)
  if not sock then
    job.verdict, job.error = "failed", e
    return job
  end
  job.sock, job.source_port = sock, sock.port
  if job.race then job.race.jobs[job] = true end
  local started = now()
  plan(job, started)
  run(job)
  if job.fresh_port or job.closed then late("prober_calibrate.lua").forget(job) end
  settle(job)
  job.elapsed = now() - started
  if job.race then job.race.jobs[job] = nil end
  sock:close()
  job.sock = nil
  return job
end

return exchange
