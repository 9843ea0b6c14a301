-- options: --log-level error
local shipped = dofile("support/shipped.lua")
local run = shipped.start("chat_hub.lua", "127.0.0.1:0")
local address, port = shipped.endpoint(run)
local ZEROS = ("0"):rep(16)

local function join(name)
  local client = shipped.client(address, port)
  client.send("JOIN " .. ZEROS .. " " .. name)
  local reply = client.hear()
  assert(#reply < #("JOIN " .. ZEROS .. " " .. name), "nothing is amplified towards a stranger")
  client.token = reply:match("^TOKEN (%x+)$")
  client.send("JOIN " .. client.token .. " " .. name)
  return client, client.hear()
end

local ada, welcome = join("ada")
print(welcome)
local bob
bob, welcome = join("bob")
print(welcome)
print(ada.hear())

-- A token of another address, and words without a token, do nothing.
local forger = shipped.client(address, port)
forger.send("JOIN " .. ada.token .. " forged")
print(forger.hear():match("^TOKEN ") ~= nil)
forger.send("SAY " .. ada.token .. " I am ada")
bob.send("SAY " .. ada.token .. " I am ada")
bob.send("LEAVE " .. ada.token)
bob.send("SAY " .. bob.token .. " " .. ("x"):rep(600))
ada.send("SAY " .. ada.token .. " hello")
print(bob.hear())

-- A name is taken once, and an address has a bounded number of members.
print(select(2, join("ada")))
local members = {}
for i = 1, 6 do members[i] = join("member" .. i) end
print(select(2, join("member7")))

-- A member whose socket is gone takes nobody along.
for i = 1, 6 do members[i].sock:close() end
local seed = shipped.fuzz({"JOIN " .. ZEROS .. " eve", "SAY " .. ZEROS .. " text", "LEAVE " .. ada.token, "\27]0;x\7"}, 1000, forger.send)
require("time").sleep(0.5) -- the allowance of a member is full again
while pcall(bob.hear, 0.1) do end
ada.send("SAY " .. ada.token .. " still here")
local ok, text = pcall(bob.hear)
print(ok and text or "seed " .. seed .. ": " .. tostring(text))

-- A dead hub ends the program's script with its error, instead of a silent wait for a signal.
run.sockets[1]:close()
print(pcall(run.fiber.join, run.fiber))
