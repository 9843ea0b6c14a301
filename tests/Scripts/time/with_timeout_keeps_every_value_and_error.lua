local time = require "time"
print(select("#", time.with_timeout(10, function(...) return nil, ..., nil end, nil)))
print(pcall(time.with_timeout, 10, error, "unchanged", 0))
print(time.with_timeout(0, function() return "never waited" end))
for _, wrong in ipairs {-1, 0/0, 1/0} do
  local ok, e = pcall(time.with_timeout, wrong, print)
  print(ok, e.symbol, e.arg)
end
print(select(2, pcall(time.with_timeout, "x", print)).arg, select(2, pcall(time.with_timeout, 1, 2)).arg)
