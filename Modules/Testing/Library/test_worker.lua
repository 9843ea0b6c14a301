-- Runs one spec file in this process and emits events. docs/reference/test.md describes the options and the events.

local _, host = ...
local environment, blocks, selection = host.late("test_environment.lua"), host.late("test_blocks.lua"),
  host.late("test_selection.lua")
local problem, runner, modules = host.late("test_problem.lua"), host.late("test_block.lua"),
  host.late("test_modules.lua")
local fibers = host.late("test_fibers.lua")
local clock, loadfile, require, match = host.test.clock, loadfile, require, string.match
local error, unpack = error, table.unpack

local worker = {}

local function new_seed() return host.test.seed() % 1000000 end

local function load_helper(run)
  local helper, arguments = run.options.helper, run.options.helper_arguments or {}
  local old = arg
  arg = {[0] = helper, unpack(arguments)}
  local failed
  fibers.run(0, "helper", nil, function()
    local ok, e = problem.call(function()
      if match(helper, "%.lua$") then
        local chunk, message = loadfile(helper)
        if not chunk then error(message, 0) end
        chunk(unpack(arguments))
      else
        require(helper)
      end
    end)
    if not ok then failed = e end
  end)
  arg = old
  if failed then
    run.emit{event = "problem", where = "helper", message = failed.message, trace = failed.trace, place = failed.place}
  end
  return not failed
end

-- Returns the element of the file. The body of this element is the chunk of the file.
local function file_element(run, path)
  return {
    kind = "file", title = path, parent = environment.root, place = path, options = {},
    run = function()
      local chunk, message = loadfile(path, "bt", environment.globals)
      if not chunk then error(message, 0) end
      return chunk(path)
    end,
  }
end

-- Runs the file options.file, and calls emit(event) for each event.
function worker.run(options, emit)
  options.seed = options.seed or new_seed()
  local run = {options = options, emit = emit, publish = modules.publish, choose = selection.new(options)}
  local started = clock()
  host.test.watch()
  modules.install()
  blocks.on_add = run.choose.accepts
  if not options.helper or load_helper(run) then
    modules.publish({"suite", "start"})
    runner.run(run, file_element(run, options.file))
    modules.publish({"suite", "end"})
  end
  emit{event = "file_end", duration = clock() - started, seed = options.seed, aborted = run.is_aborted}
end

return worker
