-- Each method refuses a call without self, and each constructor a wrong argument. The field "operation" is the name
-- that the script has used.
local time, system, channel = require "time", require "system", require "channel"
local pipe, stream, group, network = require "pipe", require "stream", require "group", ip.network
local function operation(f, ...)
  local ok, e = pcall(f, ...)
  return not ok and e.operation
end
local reader, writer = pipe.pair()
local child = system.spawn{program = "cat", arguments = {"cat"}, stdin = "pipe", stdout = "pipe"}
local objects = {
  ip.udp.socket.new(), ip.address.new("::1"), network.new("10.0.0.0/8"), byte_span.new(1), time.steady_timer.new(),
  time.steady_clock.now(), channel.new(), group.new(), require "mutex".new(), require "recursive_mutex".new(),
  require "condition_variable".new(), system.signal.set.new(), reader, writer, system.out:dup(), child,
  stream.scanner.new{stream = reader}, (spawn(function() end)),
}
local count = 0
for _, object in ipairs(objects) do
  local mt = debug.getmetatable(object)
  for name, kind in pairs(mt.__members) do
    if kind == "method" and not (name == "append") then
      local found = operation(object[name])
      if found ~= name then print(mt.__name, name, found) end
      count = count + 1
    end
  end
end
print(count > 50)
for _, f in ipairs {
  pipe.read_stream.new, pipe.write_stream.new, time.steady_timer.new, time.system_timer.new, stream.scanner.new,
} do
  io.write(tostring(operation(f, 1)), " ")
end
print()
print(operation(function() this_fiber.name = {} end))

-- Where a fiber cannot suspend
local function in_sort(f)
  return operation(function() table.sort({2, 1}, f) end)
end
local buf = byte_span.new(1)
local scanner = stream.scanner.new{stream = reader}
print(
  in_sort(function() system.run{program = "true"} end), in_sort(function() child:wait_for_line("x") end),
  in_sort(function() reader:lines()() end), in_sort(function() scanner:get_line() end),
  in_sort(function() stream.read_all(reader, buf) end), in_sort(function() group.first(print) end),
  in_sort(function() group.all(print) end), in_sort(function() group.map({1}, 1, print) end))
child:close()
