local time = require "time"
for _, kind in ipairs {"steady", "system"} do
  local clock, fired, all_wait_in_time = time[kind .. "_clock"]
  repeat -- a busy machine may let the first moment pass before every fiber waits
    local start, fibers = clock.now(), {}
    fired = {}
    for i, ms in ipairs {600, 200, 400} do
      fibers[i] = spawn(function()
        local timer = time[kind .. "_timer"].new()
        timer:expires_at(start + ms / 1000)
        timer:wait()
        fired[#fired + 1] = ms
      end)
    end
    this_fiber.yield()
    all_wait_in_time = clock.now() < start + 0.2
    for _, fiber in ipairs(fibers) do fiber:join() end
  until all_wait_in_time
  for _, ms in ipairs(fired) do print(kind, ms) end
end
