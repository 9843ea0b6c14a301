-- network: own
-- tool: nft
-- A rule of this machine's firewall refuses datagrams with EPERM. Each send raises its own refusal.
local lo4, lo6 = ip.address.loopback_v4(), ip.address.loopback_v6()
local function nft(rule)
  local pipe = io.popen("nft -f -", "w")
  pipe:write(rule, "\n")
  assert(pipe:close())
end
local function udp(family) local s = ip.udp.socket.new() s:open(family) return s end
nft "add table inet t\nadd chain inet t out { type filter hook output priority 0; }"

-- The portable backend reports EACCES, because .NET does not distinguish the two.
local refused = {EPERM = "refused", EACCES = "refused"}

local function send(s, count, to, port)
  local told, last = 0, nil
  for _ = 1, count do
    local ok, e = pcall(s.send_to, s, byte_span.new(8), to, port)
    if ok then told = told + 1 else last = e end
  end
  return told, last and refused[last.symbol] .. " " .. last.address .. " " .. last.port
end

nft "add rule inet t out udp dport 9 drop"
print("from the first on, v4", send(udp("v4"), 40, lo4, 9))
print("from the first on, v6", send(udp("v6"), 40, lo6, 9))

local s = udp("v4")
print("in the middle of a run, before", send(s, 30, lo4, 10))
nft "add rule inet t out udp dport 10 drop"
print("in the middle of a run, after", send(s, 30, lo4, 10))

-- The kernel has accepted two datagrams when a rule that counts bytes refuses the next.
nft "add rule inet t out udp dport 11 quota over 80 bytes drop"
print("a rule that counts, without batches", send(udp("v4"), 40, lo4, 11))
nft "add rule inet t out udp dport 12 quota over 80 bytes drop"
s = udp("v4")
pcall(s.set_option, s, "segmentation_offload", true) -- the portable backend has no batches
local told = send(s, 10, lo4, 12)
local _ = s.local_port -- a batch is sent before any other operation
local _, e = pcall(s.send_to, s, byte_span.new(8), lo4, 12)
-- On a slow machine, batching is given up, and every send has reported correctly; or the batch has one datagram.
local detail = e.detail or ""
local late = detail:find("^one datagram before this one") and 1
  or tonumber(detail:match("^(%d+) datagrams before this one")) or 0
print("a rule that counts, with batches", told - late, refused[e.symbol], e.address, e.port,
  late == 0 or not s:get_option("segmentation_offload"))
print("after it", send(s, 10, lo4, 12))
