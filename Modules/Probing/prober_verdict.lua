-- The texts about a result: one line, and the details of a failure.
local _, host = ...
local late = host.late
local icmp, data = late("prober_icmp.lua"), late("prober_data.lua")
local format, gsub, concat, tostring = string.format, string.gsub, table.concat, tostring
local pcall, ipairs = pcall, ipairs
local printable, endpoint = byte_span.printable, ip.tostring

local verdict = {}

-- Returns a text of a protocol or of the command line without anything that acts on a terminal.
function verdict.safe(text)
  return (gsub(tostring(text), "[^\\]+", printable))
end
local safe = verdict.safe

function verdict.time(seconds)
  if seconds < 0.001 then return format("%.2f ms", seconds * 1000) end
  if seconds < 1 then return format("%.1f ms", seconds * 1000) end
  return format("%.1f s", seconds)
end
local time = verdict.time

-- Returns a time without digits that are 0.
function verdict.round(seconds)
  return seconds < 1 and format("%g ms", seconds * 1000) or format("%g s", seconds)
end

local function times(n) return n == 1 and "once" or n == 2 and "twice" or n .. " times" end

local function arrival(job)
  if not job.from then return "without an answer" end
  local parts = {"from " .. endpoint(job.from, job.from_port)}
  if job.ttl then parts[#parts + 1] = (job.address.is_v6 and "hop limit " or "TTL ") .. job.ttl end
  if job.persists and job.verdict == "matched" then
    parts[#parts + 1] = "after " .. time(job.elapsed) .. " of waiting"
  elseif job.asked > 1 and not job.series then
    parts[#parts + 1] = "attempt " .. job.asked
  end
  return concat(parts, ", ")
end

local CAUSES <const> = {
  ENETUNREACH = "there is no route to that network", EHOSTUNREACH = "there is no route to that host",
  EPERM = "a firewall rule of this machine forbids it",
  EACCES = "a route or a firewall rule of this machine forbids it",
  EADDRNOTAVAIL = "this machine does not have the address", EADDRINUSE = "another program has the port",
  EAFNOSUPPORT = "this machine lacks the address family", EINVAL = "the route does not fit the source",
}

local function error_text(e)
  local cause = CAUSES[e.symbol] or e.detail
  return tostring(e) .. (e.symbol and " (" .. e.symbol .. ")" or "") .. (cause and ": " .. cause or "")
end

local function series(job)
  local s = job.series
  local text = format("%d of %d answered", s.received, s.sent)
  if s.loss then text = format("%s, loss %.3g %%", text, s.loss * 100) end
  if s.min then
    text = format("%s, min/median/p95/p99/max %.3f/%.3f/%.3f/%.3f/%.3f ms, jitter %.3f ms", text, s.min * 1000,
      s.median * 1000, s.p95 * 1000, s.p99 * 1000, s.max * 1000, s.jitter * 1000)
  end
  if s.open > 0 then text = format("%s, interrupted with %d open", text, s.open) end
  if s.unsent > 0 then text = format("%s, %d not sent (%s)", text, s.unsent, error_text(job.error)) end
  if s.late > 0 then text = format("%s, %d late", text, s.late) end
  if s.duplicate > 0 then text = format("%s, %d again", text, s.duplicate) end
  if s.reordered > 0 then text = format("%s, %d out of order", text, s.reordered) end
  if s.different > 0 then text = format("%s, %d different", text, s.different) end
  if s.refused > 0 then text = format("%s, %d refused", text, s.refused) end
  return text
end

local function answer(job)
  return format("in %s (%s) %s", time(job.seconds), safe(job.text), arrival(job))
end

-- Returns the text about an answer to the second socket.
local function fresh(job)
  return format("silent from port %d, answered from a fresh one, %d, %s", job.source_port, job.fresh_port, answer(job))
end

local function answered(job)
  if job.series then return series(job) .. ", " .. arrival(job) end
  return job.is_fresh and fresh(job) or "answered " .. answer(job)
end

local function is_own(address)
  local ok, interfaces = pcall(ip.interfaces)
  for _, interface in ipairs(ok and interfaces or {}) do
    for _, entry in ipairs(interface.addresses) do
      if tostring(entry.address) == address then return true end
    end
  end
end

-- Returns who has sent an ICMP message.
local function reporter(job)
  local from = job.icmp.from
  if not from then return "an unknown host" end
  if from == tostring(job.address) then return from end
  return from .. (is_own(from) and ", this machine," or ", a router or firewall,")
end

local SUMMARIES = {
  matched = answered,
  different = function(job)
    return "answered, but different, " .. (job.is_fresh and fresh(job) or answer(job))
  end,
  elsewhere = function(job)
    return format("answered from elsewhere in %s: asked %s, answered %s (%s)", time(job.seconds),
      endpoint(job.address, job.port), arrival(job), safe(job.text))
  end,
  sent = function(job)
    return format("sent to %s and not refused, while a closed port there is refused; the protocol has no answers",
      endpoint(job.address, job.port))
  end,
  refused = function(job)
    return format("refused: %s says %s", reporter(job), icmp.name(job.icmp))
  end,
  unreachable = function(job)
    return format("unreachable: %s says %s", reporter(job), icmp.name(job.icmp))
  end,
  unresolved = function(job)
    local e = job.error
    return format("the name %s is not resolved: %s", safe(job.name), e.symbol == "ETIMEDOUT" and "the lookup timed out"
      or tostring(e))
  end,
  failed = function(job)
    if job.heard then return "not listening, because of this machine: " .. error_text(job.error) end
    if job.reason then return "not asked: " .. job.reason end
    return "not asked, because of this machine: " .. error_text(job.error)
  end,
  broken = function(job) return "the protocol failed: " .. safe(job.reason) end,
  heard = function(job) return format("heard %s %s after %s", safe(job.text), arrival(job), time(job.seconds)) end,
  unexpected = function(job)
    return format("heard %s, but not the expected datagram, for %s; the last was %s, %s",
      job.heard == 1 and "a datagram" or job.heard .. " datagrams", time(job.elapsed), safe(job.text), arrival(job))
  end,
  unheard = function(job) return "heard nothing for " .. time(job.elapsed) end,
  silent = function(job)
    if job.race and job.race.ends_at and job.limit == job.race.ends_at then
      return "no answer until 0.25 s after the other family's"
    end
    if job.exchange.one_way then return "sent; the protocol has no answers, and nothing shows whether it arrived" end
    if job.is_fresh then return fresh(job) end
    return format("silent for %s, asked %s", time(job.elapsed), times(job.asked))
  end,
}

local function family(job) return job.address.is_v6 and "IPv6" or "IPv4" end

local function summary_of(job)
  local text = SUMMARIES[job.verdict](job)
  if job.verdict == "matched" then return text end
  if job.persists and job.elapsed then text = text .. ", after " .. time(job.elapsed) .. " of waiting" end
  return job.series and job.asked > 0 and series(job) .. "; " .. text or text
end

-- Returns the text after the target's name.
function verdict.summary(job)
  local text = summary_of(job)
  local others = job.others or {}
  if others[1] then
    text = family(job) .. " " .. text
    for i = 1, #others do
      text = format("%s; %s %s %s", text, family(others[i]), tostring(others[i].address),
        summary_of(others[i]))
    end
  end
  return text
end

local function calibration(job)
  local closed = job.closed
  if not closed then return end
  local port = "the closed port " .. closed.port .. " of the host"
  if closed.result == "refused" then
    return port .. " is refused, so refusals reach this machine: a program listens on port " .. job.port
      .. " and does not answer this question, or a filter drops it"
  elseif closed.result == "unreachable" then
    return port .. " is unreachable: " .. (closed.icmp.from or "an unknown host") .. " says " .. icmp.name(closed.icmp)
  elseif closed.result == "answered" then
    return "port " .. closed.port .. " of the host, which should be closed, answers"
  end
  return port .. " is silent too, so refusals from there do not reach this machine: the host is down, or a "
    .. "filter drops the question, the answer or the refusals"
end

-- Returns the lines of details about a result.
function verdict.details(job)
  local lines = {}
  local function add(text, ...) lines[#lines + 1] = "  " .. format(text, ...) end
  local count = job.counts and job.counts[job.address.is_v6 and "v6" or "v4"] or 1
  if count > 1 then add("the name has %d %s addresses; the first, %s, was asked", count, family(job), job.address) end
  if job.sent and (job.sent_at or job.series) then
    add("sent %s: %s, from port %s", times(job.asked), data.shown(job.sent), job.source_port)
  end
  if job.received then add("received: %s", data.shown(job.received)) end
  if (job.strays or 0) > 0 then
    add(job.strays == 1 and "one more datagram was not an answer" or "%d more datagrams were not answers", job.strays)
  end
  if (job.verdict == "silent" or job.verdict == "sent") and not job.is_fresh then
    local text = calibration(job)
    if text then add("%s", text) end
    if job.fresh_port then add("port %d got no answer either", job.fresh_port) end
    if job.verdict == "silent" and job.sent == "" then
      add("an empty datagram rarely gets an answer, so the port may be open; --send sends a question")
    end
  end
  for i = 1, #(job.others or {}) do
    local more = verdict.details(job.others[i])
    for k = 1, #more do lines[#lines + 1] = "  " .. family(job.others[i]) .. ": " .. gsub(more[k], "^ +", "") end
  end
  return lines
end

return verdict
