-- options: --recorder 256
local verdict = dofile("support/verdict.lua")
local json, peer = require "json", verdict.silent("PEER")
local function new()
  local sock = verdict.socket("OWN")
  verdict.send(sock, peer)
  return verdict.time_out(sock), sock
end

-- The text is about the end of the wait, even if the socket was closed, or sent more, in the meantime.
local e, sock = new()
for _ = 1, 3 do verdict.send(sock, peer) end
sock:close()
print(rawget(e, "detail"))
print(verdict.text(e.detail))
print(verdict.text(rawget(e, "detail")))

-- report, pairs and json make the text as well.
print((verdict.text((new()):report():gsub("^.*ETIMEDOUT%): ", ""))))
local members = {}
for key in pairs(new()) do members[#members + 1] = key end
table.sort(members)
print(table.concat(members, " "))
print(verdict.text(json.decode(json.encode((new()))).detail))

-- A script may set the field first.
e = new()
e.detail = "the script's own"
print(e.detail, (e:report():gsub("^.*: ", "")))
e = new()
local _ = e.detail
e.detail = nil
print(e.detail)

-- A finalizer may run before or after the collector has taken the detail.
do
  local before = setmetatable({}, {__gc = function(self) print(type(self[1].detail)) end})
  before[1] = new()
  setmetatable({new()}, {__gc = function(self) print(type(self[1].detail)) end})
end
collectgarbage()

-- An error outlives its socket.
e, sock = nil, nil
local errors = {}
for i = 1, 100 do errors[i] = new() end
for _ = 1, 2 do collectgarbage() end
for i = 1, 100 do assert(errors[i].detail:find("sent one datagram", 1, true), errors[i].detail) end
