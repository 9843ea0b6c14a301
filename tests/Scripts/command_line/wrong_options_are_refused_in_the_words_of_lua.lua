local run = require "support.run"
local function head(line) run(line .. " 2>&1 | head -n 1") end
for _, option in ipairs {"-h", "-Ex", "-Wx", "-vv", "-vi", "-iv", "-i-", "-e", "-l", "-e -", "-l -v", "---"} do
  head("moonwire " .. option)
end
run "moonwire -x > /dev/null 2>&1"
run "moonwire -e > /dev/null 2>&1"
run "moonwire --unknown > /dev/null 2>&1"
