local time = require "time"
for _, kind in ipairs {"steady", "system"} do
  local start, fibers = time[kind .. "_clock"].now(), {}
  for i, ms in ipairs {600, 200, 400} do
    fibers[i] = spawn(function()
      local timer = time[kind .. "_timer"].new()
      timer:expires_at(start + ms / 1000)
      timer:wait()
      print(kind, ms)
    end)
  end
  for _, fiber in ipairs(fibers) do fiber:join() end
end
