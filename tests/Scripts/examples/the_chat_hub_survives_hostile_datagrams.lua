-- options: --log-level error
local shipped = dofile("support/shipped.lua")
local ZEROS = ("0"):rep(16)

local function attack(endpoint)
  local run = shipped.start("chat_hub.lua", endpoint)
  local address, port = shipped.endpoint(run)

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
  ada.send("JOIN " .. ada.token .. " another") -- the welcome was lost, so the name stays
  print(ada.hear())

  -- A token of another address, and commands without a token, have no effect.
  local forger = shipped.client(address, port)
  forger.send("JOIN 0 x") -- the answer would be longer
  forger.send("JOIN " .. ada.token .. " forged")
  print(forger.hear():match("^TOKEN ") ~= nil)
  forger.send("SAY " .. ada.token .. " I am ada")
  bob.send("SAY " .. ada.token .. " I am ada")
  bob.send("LEAVE " .. ada.token)
  bob.send("SAY " .. bob.token .. " " .. ("x"):rep(600))
  ada.send("SAY " .. ada.token .. " hello")
  print(bob.hear(), forger.sock:io_control("bytes_readable"))

  -- A name can be taken only once, and an address has a bounded number of members.
  print(select(2, join("ada")))
  local members = {}
  for i = 1, 6 do members[i] = join("member" .. i) end
  print(select(2, join("member7")))
  for _ = 1, 6 do bob.hear() end -- names of members who have joined
  print(ada.hear()) -- the long text of bob was not passed on

  -- The rate of a member is limited.
  for i = 1, 100 do members[1].send("SAY " .. members[1].token .. " " .. i) end
  ada.send("SAY " .. ada.token .. " enough")
  local heard = 0
  while bob.hear() ~= "ada: enough" do heard = heard + 1 end
  print(heard >= 5 and heard < 100 or heard)

  -- A member who cannot be reached has left, and takes nobody along.
  run.unreachable[members[2].sock.local_port], run.unreachable[members[3].sock.local_port] = true, true
  ada.send("SAY " .. ada.token .. " who is there?")
  local texts = {bob.hear(), bob.hear(), bob.hear()}
  table.sort(texts)
  print(table.concat(texts, ", "))

  -- A member whose socket is gone takes nobody along either.
  for i = 1, 6 do members[i].sock:close() end
  local samples = {"JOIN " .. ZEROS .. " eve", "SAY " .. ZEROS .. " text", "LEAVE " .. ada.token,
    "STAY " .. bob.token, "\27]0;x\7"}
  shipped.fuzz(run, run.sockets[1], samples, 1000, forger.send, function()
    ada.send("SAY " .. ada.token .. " still here")
    print(bob.hear())
  end)

  -- A dead hub ends the script with its error.
  run.sockets[1]:close()
  print(pcall(run.fiber.join, run.fiber))
end

attack("127.0.0.1:0")
attack("[::1]:0")
