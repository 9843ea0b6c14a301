-- Runs a spec file with moonwire.test and prints its events, without what differs from run to run.
local test = require "moonwire.test"

local function stable(text)
  text = text:gsub("table: 0x%x+", "table: 0x..."):gsub("process %d+", "process ..."):gsub("fiber %d+", "fiber ...")
  text = text:gsub("127%.0%.0%.1:%d+", "127.0.0.1:..."):gsub("0%.0%.0%.0:%d+", "0.0.0.0:...")
  return (text:gsub("port %d%d%d%d+", "port ..."):gsub("support/", ""))
end

local function show_text(indent, text)
  for line in (stable(text) .. "\n"):gmatch("([^\n]*)\n") do print(indent .. line) end
end

local show = {}

function show.plan(e)
  for _, t in ipairs(e.tests) do
    print(("plan: %s (line %d)%s"):format(t.id, t.line, #t.tags > 0 and " tags " .. table.concat(t.tags, ",") or ""))
  end
  for _, name in ipairs(e.blocks) do print("plan: block " .. name) end
end

function show.test_end(e)
  print(e.status .. ": " .. e.id .. (e.place and " @ " .. stable(e.place) or ""))
  if e.reason then show_text("  ", e.reason) end
  if e.message then show_text("  ", e.message) end
  if e.trace and show.traces then show_text("  | ", e.trace) end
  for _, leak in ipairs(e.leaks or {}) do
    show_text("  leak: ", leak.kind .. " " .. leak.text .. " @ " .. tostring(leak.place))
  end
  for _, f in ipairs(e.failures or {}) do show_text("  further: ", f.where .. ": " .. f.message) end
  if e.timed_out then print("  timed out, has a report: " .. tostring(e.report ~= nil)) end
end

function show.problem(e)
  print("problem in " .. e.where .. (e.name and " of " .. e.name or "") .. (e.place and " @ " .. stable(e.place) or ""))
  show_text("  ", e.message)
end

function show.file_end(e) print("file_end" .. (e.aborted and " aborted" or "")) end

return function(file, options, settings)
  show.traces = settings and settings.traces
  options = options or {}
  options.file, options.seed = "support/" .. file, options.seed or 1
  test.run(options, function(e)
    assert(not e.duration or e.duration >= 0)
    if settings and settings.event then settings.event(e) end
    if show[e.event] and not (settings and settings.quiet and settings.quiet[e.event]) then show[e.event](e) end
  end)
end
