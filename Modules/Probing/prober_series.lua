-- The option --count: asks one address many times, each time with another exchange, and collects the statistics.
local _, host = ...
local late = host.late
local sockets, statistics, exchange = late("prober_socket.lua"), late("prober_statistics.lua"),
  late("prober_exchange.lua")
local check = exchange.check
local now, min, huge, tostring, next = sockets.now, math.min, math.huge, tostring, next
local REMEMBERED <const> = 64 -- answered questions whose duplicates are recognized
local CANCELLED <const> = "ECANCELED"

local series = {}

-- Returns the open question that the datagram answers, and the results of its check. A match comes before another
-- answer. If only an answered or expired question matches, the first result is nil, and the second is
-- "duplicate" or "late".
local function find_question(job, bytes)
  local different, text, fields
  for number = job.first, job.asked do
    local question = job.questions[number]
    if question then
      local verdict, words, values, reply = check(job, bytes, question.exchange)
      if verdict == "matched" or verdict == "continue" then return question, verdict, words, values, reply end
      if verdict == "different" and not different then different, text, fields = question, words, values end
    end
  end
  for i = 1, #job.done do
    local done = job.done[i]
    if check(job, bytes, done.exchange) == "matched" then return nil, done.has_expired and "late" or "duplicate" end
  end
  if different then return different, "different", text, fields end
end

local function finish(job, question)
  job.questions[question.number] = nil
  local done = job.done
  done[job.next_done] = question
  job.next_done = job.next_done % REMEMBERED + 1
  while job.first <= job.asked and not job.questions[job.first] do job.first = job.first + 1 end
end

local function on_datagram(job, bytes, address, port, info)
  local question, verdict, text, fields, reply = find_question(job, bytes)
  local stats, is_asked = job.series, exchange.is_asked(job, address, port)
  if verdict == "duplicate" or verdict == "late" then
    stats[verdict] = stats[verdict] + 1
    return
  end
  if not question or not is_asked and verdict ~= "matched" then
    job.strays = job.strays + 1
    return
  end
  question.steps = question.steps + 1
  if reply and question.steps <= exchange.MOST_STEPS then job.sock:send(reply, address, port) end
  if verdict == "continue" then return end
  local seconds = now() - question.sent_at
  local exact = info and info.time and info.time - question.wall_sent_at
  if exact and exact >= 0 and exact < seconds then seconds = exact end
  job.received, job.text, job.fields, job.ttl = bytes, text, fields, info and info.hops
  job.from, job.from_port, job.seconds = tostring(address), port, seconds
  finish(job, question)
  if verdict == "matched" and is_asked then
    stats:add(question.number, seconds)
  else
    stats.different = stats.different + 1
    job.is_elsewhere = not is_asked
  end
end

local function on_error(job, e)
  if e.icmp_type and not exchange.is_about(job, e) then return end
  if e.icmp_type and e.symbol ~= "EMSGSIZE" then
    job.series.refused = job.series.refused + 1
    job.report_verdict = e.symbol == "ECONNREFUSED" and "refused" or "unreachable"
    job.icmp = {type = e.icmp_type, code = e.icmp_code, from = e.reporter, v6 = job.address.is_v6}
    local oldest = job.questions[job.first]
    if oldest then finish(job, oldest) end
  elseif not e.icmp_type then
    job.error = e
  end
end

local function ask(job, make)
  job.asked = job.asked + 1
  local own = job.asked == 1 and job.exchange or make()
  local question = {number = job.asked, exchange = own, steps = 0}
  job.sent = exchange.request(job, own, 1)
  job.questions[job.asked] = question
  local at, wall = job.sock:send(job.sent, job.address, job.port)
  if at then
    question.sent_at, question.wall_sent_at = at, wall
    job.series.sent = job.series.sent + 1
  else
    job.error = wall
    job.series.unsent = job.series.unsent + 1
    finish(job, question)
  end
end

-- Forgets the questions that have had no answer for --timeout.
local function expire(job, at)
  while true do
    local oldest = job.questions[job.first]
    if not oldest or oldest.sent_at + job.time > at then return oldest and oldest.sent_at + job.time or huge end
    oldest.has_expired = true
    finish(job, oldest)
  end
end

local function run(job, make, live)
  local count, interval = job.settings.count, job.settings.interval or 1
  local due = now()
  while true do
    local at = now()
    local expires = expire(job, at)
    if at >= due and job.asked < count and not job.stops then
      ask(job, make)
      due = due + interval
      expires = min(expires, at + job.time)
    end
    if live then live:show(job) end
    local is_last = job.asked >= count or job.stops
    if is_last and job.first > job.asked then return end
    local left = min(is_last and huge or due, expires) - now()
    local bytes, address, port, info = job.sock:receive(left > 0 and left or 0)
    if bytes then
      on_datagram(job, bytes, address, port, info)
    elseif address.icmp_type or address.symbol ~= "ETIMEDOUT" and address.symbol ~= CANCELLED then
      on_error(job, address)
    elseif address.symbol == CANCELLED and job.stops then
      return
    end
  end
end

local function verdict_of(job)
  local stats = job.series
  if stats.different > 0 then return job.is_elsewhere and "elsewhere" or "different" end
  if stats.received > 0 then return "matched" end
  return job.report_verdict or job.error and "failed" or "silent"
end

-- Runs a job whose settings have a count. `make` returns a new exchange.
function series.run(job, make, live)
  job.asked, job.strays, job.first, job.questions, job.done, job.next_done = 0, 0, 1, {}, {}, 1
  local sock, e = sockets.open(job.settings, job.address, false, job.port)
  if not sock then
    job.verdict, job.error = "failed", e
    return
  end
  job.series = statistics.new()
  job.sock, job.source_port = sock, sock.port
  local started = now()
  local stop <close> = late("prober_live.lua").on_interrupt(function()
    job.stops = true
    sock:wake()
  end)
  run(job, make, live)
  for _ in next, job.questions do -- Ctrl+C has ended the measurement before the time of these questions was up
    job.series.open = job.series.open + 1
  end
  job.elapsed = now() - started
  job.series:finish()
  job.verdict = verdict_of(job)
  sock:close()
  job.sock = nil
end

return series
