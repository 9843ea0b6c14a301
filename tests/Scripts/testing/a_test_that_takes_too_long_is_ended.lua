-- A test that takes too long fails with a report of all fibers, whatever it does. Its cleanup runs.
local report
dofile("support/show.lua")("time_limits_spec.lua", {timeout = 30}, {quiet = {plan = true}, event = function(e)
  report = report or e.report
end})
print(report:find("sleep") ~= nil, report:find("time_limits_spec.lua:7", 1, true) ~= nil)
os.exit(0, false)
