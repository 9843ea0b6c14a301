-- env: MOONWIRE_DISABLE=
local run = require "support.run"
for _, chunk in ipairs {
  "error('x')", "x =", "error()", "error(nil)", "error({})", "error(12)", "error('x', 0)", "error('x', 2)",
  "local t = {} t.x.y = 1", "string.rep()", "coroutine.wrap(function() error('in') end)()",
  "local function f() error('deep') end local function g() f() end g()", "return 5", "os.exit(3)", "os.exit(false)",
} do
  run('moonwire -e "' .. chunk .. '"')
end
run "moonwire nofile.lua"
run "moonwire ."
