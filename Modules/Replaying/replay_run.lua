-- Replays one side of a conversation. An endpoint of this side is local and has a socket. The other endpoints are
-- remote, and their addresses are learnt from received datagrams.
local _, host = ...
local text = host.late("replay_text.lua")
local key_of, differs, difference = text.key, text.first_difference, text.difference
local format, sub, concat, pcall, error, next = string.format, string.sub, table.concat, pcall, error, next
local new, span, append, endpoint = ip.udp.socket.new, byte_span.new, byte_span.append, ip.tostring
local any_v4, any_v6 = ip.address.any_v4, ip.address.any_v6
local type, tostring, setmetatable, max = type, tostring, setmetatable, math.max
local time = host.own.short.time
local with_timeout, clock, sleep = time.with_timeout, time.steady_clock.now, time.sleep
local NANO <const>, LARGEST <const> = 1e9, 65535

local SAME <const>, DIFFERENT <const>, SILENT <const>, REFUSED <const>, FAILED <const> = 0, 1, 4, 5, 7

local function now() return clock().seconds_since_epoch end

local mt = {}
mt.__index = mt

local function open(self, key)
  local plan = self.plan
  local address, port = plan.place(key)
  if plan.is_server then
    if key == plan.group.server then address, port = plan.address, plan.port end
    address, port = address or plan.address, port or 0
  end
  local sock = new()
  self.sockets[key] = sock
  local family = address or plan.address
  sock:open(family)
  sock:set_option("broadcast", true)
  if not plan.is_server then pcall(sock.set_option, sock, "receive_errors", true) end
  sock:bind(address or family.is_v6 and any_v6() or any_v4(), port or 0)
end

-- Opens the sockets of the local endpoints. Raises the error of a socket. `address` and `port` of the result are the
-- server's endpoint.
local function start(plan)
  local self = setmetatable({
    plan = plan, sockets = {}, peers = {}, waiting = {}, address = plan.address, port = plan.port, position = 1,
  }, mt)
  local ok, e = pcall(function()
    local group = plan.group
    if plan.is_server then
      for key in next, group.servers do open(self, key) end
      self.port = self.sockets[group.server].local_port
    else
      for i = 1, #group.clients do open(self, group.clients[i]) end
      for key in next, group.servers do
        local address, port = plan.place(key)
        if key == group.server then address, port = plan.address, plan.port end
        if port then self.peers[key] = {address = address, port = port} end
      end
    end
  end)
  if not ok then
    self:close()
    error(e, 0)
  end
  for i = 1, #plan.group.list do
    local d = plan.group.list[i]
    if not not plan.group.servers[key_of(d, "to")] == plan.is_server then
      local from, to = key_of(d, "from"), key_of(d, "to")
      self.waiting[to] = self.waiting[to] or {}
      local queue = self.waiting[to][from]
      if not queue then
        queue = {first = 1}
        self.waiting[to][from] = queue
        self.waiting[to][#self.waiting[to] + 1] = from
      end
      queue[#queue + 1] = d
    end
  end
  return self
end

function mt:close()
  for _, sock in next, self.sockets do
    if sock.is_open then sock:close() end
  end
end

local function names(d) return text.name(d, "from") .. " > " .. text.name(d, "to") end

local function next_of(queue) return queue[queue.first] end

-- Returns the recorded endpoint that a datagram on the socket of `to` comes from. `expected` is the endpoint whose
-- datagram is due.
local function sender(self, to, expected, bytes, address, port)
  local queues, unknown = self.waiting[to], nil
  for i = 1, #queues do
    local key, peer = queues[i], self.peers[queues[i]]
    local d = next_of(queues[key])
    if d then
      if peer and peer.address == address and peer.port == port then return key end
      if not peer and (not unknown or not unknown.fits) then
        local fits = not differs(d.bytes, bytes, self.plan.skip)
        if fits or not unknown then unknown = {key = key, fits = fits} end
      end
    end
  end
  return unknown and unknown.key or expected
end

-- Keeps the address of a peer. Returns a message if a server has answered from another endpoint than it was asked at.
local function learn(self, key, d, address, port)
  local peer = self.peers[key]
  if not peer then
    peer = {}
    self.peers[key] = peer
  elseif not self.plan.is_server and not (peer.address.is_multicast or tostring(peer.address) == "255.255.255.255")
    and (peer.address ~= address or peer.port ~= port) then
    return format("datagram %d (%s) was received from %s; it was expected from %s", d.number, names(d),
      endpoint(address, port), endpoint(peer.address, peer.port))
  end
  peer.address, peer.port = address, port
end

-- Receives datagrams until `d` has arrived. A datagram of another client may arrive first. Returns a status and a
-- message if the conversation differs.
local function receive(self, d)
  local to, expected = key_of(d, "to"), key_of(d, "from")
  local sock, queues = self.sockets[to], self.waiting[to]
  self.buffer = self.buffer or span(LARGEST)
  while not d.arrived do
    local ok, count, address, port = pcall(with_timeout, self.plan.timeout, sock.receive_from, sock, self.buffer)
    if not ok then
      local e = count
      if type(e) ~= "table" or e.symbol == "interrupted" then error(e, 0) end
      if e.symbol == "ETIMEDOUT" then
        return SILENT, format("datagram %d (%s, %d bytes) was not received within %g s", d.number, names(d), d.length,
          self.plan.timeout)
      end
      return e.icmp_type and REFUSED or FAILED, format("datagram %d (%s) was not received: %s", d.number, names(d),
        tostring(e))
    end
    local bytes = tostring(self.buffer:slice(1, count))
    local key = sender(self, to, expected, bytes, address, port)
    local due = next_of(queues[key])
    local first = differs(due.bytes, bytes, self.plan.skip)
    if first then
      return DIFFERENT, format("datagram %d (%s) differs at offset %d: %d bytes were recorded, %d received from %s\n%s",
        due.number, names(due), first - 1, #due.bytes, #bytes, endpoint(address, port),
        difference(due.bytes, bytes, self.plan.skip, sock, address, port))
    end
    local message = learn(self, key, due, address, port)
    if message then return DIFFERENT, message end
    queues[key].first = queues[key].first + 1
    due.arrived, due.at = bytes, now()
  end
end

-- Returns the bytes to send. If the bytes of an ignored range repeat this range of a recorded question, they become the
-- bytes of this range in the received question. The latest such question counts.
local function adapted(self, d)
  local bytes, asked = d.bytes, self.history[key_of(d, "to")]
  for i = 1, asked and #self.plan.ranges or 0 do
    local offset, length = self.plan.ranges[i][1], self.plan.ranges[i][2]
    local old = sub(bytes, offset + 1, offset + length)
    for j = #asked, 1, -1 do
      if #old == length and sub(asked[j].bytes, offset + 1, offset + length) == old then
        bytes = sub(bytes, 1, offset) .. sub(asked[j].arrived, offset + 1, offset + length)
          .. sub(bytes, offset + length + 1)
        break
      end
    end
  end
  return bytes
end

local function send(self, d, due)
  if not self.plan.fast then
    local seconds = due - now()
    if seconds > 0 then sleep(seconds) end
  end
  local peer = self.peers[key_of(d, "to")]
  if not peer then
    return DIFFERENT, format("datagram %d (%s) cannot be sent: the other side has sent nothing yet", d.number, names(d))
  end
  local sock = self.sockets[key_of(d, "from")]
  local ok, e = pcall(sock.send_to, sock, append(adapted(self, d)), peer.address, peer.port)
  if ok then return end
  if type(e) ~= "table" or e.symbol == "interrupted" then error(e, 0) end
  return FAILED, format("datagram %d (%s) cannot be sent: %s", d.number, names(d), tostring(e))
end

-- Replays the conversation. Returns the exit status and a message.
function mt:run()
  local plan = self.plan
  local list, servers = plan.group.list, plan.group.servers
  self.history = {}
  local previous, at = list[1], now()
  for i = 1, #list do
    local d = list[i]
    self.position = i
    local status, message
    if not not servers[key_of(d, "to")] == plan.is_server then
      status, message = receive(self, d)
      if not status then
        local from = key_of(d, "from")
        self.history[from] = self.history[from] or {}
        self.history[from][#self.history[from] + 1] = d
        at = max(at, d.at)
      end
    else
      local due = at + max(0, (d.time - previous.time) / NANO)
      status, message = send(self, d, due)
      at = max(due, plan.fast and now() or due)
    end
    if status then return status, message end
    previous = d
  end
  return SAME, #list .. (#list == 1 and " datagram" or " datagrams") .. " as recorded"
end

return start
