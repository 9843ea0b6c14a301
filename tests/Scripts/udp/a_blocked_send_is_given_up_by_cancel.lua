-- network: own
-- Nobody answers for these: what is sent there waits in the sender's buffer until that is known, and fails then.
local function blocked(socket, address)
  local target, fiber_done = ip.address.new(address), {}
  spawn(function()
    local ok, e
    repeat ok, e = pcall(socket.send_to, socket, byte_span.new(1000), target, 7000) until not ok
    fiber_done.text = e.symbol .. " " .. tostring(e.address)
  end)
  for _ = 1, 50 do this_fiber.yield() end
  return fiber_done
end
local function sender()
  local s = ip.udp.socket.new()
  s:open("v4")
  s:set_option("receive_errors", true)
  s:set_option("send_buffer_size", 4096)
  return s
end
local first, second = sender(), sender()
local given_up = blocked(first, "10.7.9.77")
first:cancel()
while not given_up.text do this_fiber.yield() end
print(given_up.text)
local kept = blocked(second, "10.7.9.88")
while not kept.text do this_fiber.yield() end
print(kept.text)
