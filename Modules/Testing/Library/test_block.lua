-- Runs a block: its body, its setup, its children, and its teardown. The body of a block runs directly before the setup
-- of the block, which is after the setup of all blocks around it.

local _, host = ...
local environment, hooks, problem = host.late("test_environment.lua"), host.late("test_hooks.lua"),
  host.late("test_problem.lua")
local fibers, leaks, selection = host.late("test_fibers.lua"), host.late("test_leaks.lua"),
  host.late("test_selection.lua")
local run_case, shuffle = host.late("test_case.lua"), host.late("test_shuffle.lua")
local ipairs, insert = ipairs, table.insert

local block_runner = {}

-- Maps the status in our events to busted's name for this status. Subscriptions of helpers get busted's name.
local BUSTED_STATUS <const> = {
  passed = "success", failed = "failure", error = "error", leaked = "failure", pending = "pending", skipped = "pending",
}

-- The state of a run: {options, emit, publish, choose = the result of selection.new, stopped = true to run no more
-- tests, is_aborted = true if a fiber did not end}.

local function setting(element, name)
  while element do
    local value = element.options and element.options[name]
    if value ~= nil then return value end
    element = element.parent
  end
end

local function seconds_for(run, element)
  local seconds = setting(element, "timeout")
  if seconds == nil then seconds = run.options.timeout end
  if seconds == nil then seconds = 30 end
  return seconds or nil
end

local function tell_problem(run, block, where, e)
  run.failed = true
  run.emit{
    event = "problem", where = where, message = e.message, trace = e.trace, place = e.place, name = block.full_name,
    report = e.report, leaks = e.leaks,
  }
end

-- Calls f(is_stopping) in a fiber with the block's deadline. Returns false if f has not returned by itself.
local function limited(run, block, owner, where, f)
  local seconds, depth = seconds_for(run, block), environment.depth()
  local is_stopping = false
  run.emit{event = "step", where = where, name = block.full_name, timeout = seconds}
  local report, has_ended, e = fibers.run(owner, where, seconds,
    function() f(function() return is_stopping or fibers.is_broken() end) end,
    function() is_stopping = true end)
  environment.restore(depth)
  if e then tell_problem(run, block, where, problem.of(e)) end
  if not report then return not e end
  tell_problem(run, block, where, {
    message = where .. " has not ended within " .. seconds .. " s", place = block.place, report = report,
  })
  run.stopped = run.stopped or not has_ended
  run.is_aborted = run.is_aborted or not has_ended
  return false
end

-- Runs hooks of a block, and emits their problems. Returns true if no hook has failed. A hook may skip the block's
-- tests.
local function run_hooks(run, block, kind, f)
  local holds = true
  block.owner = block.owner or leaks.new_owner()
  local in_time = limited(run, block, block.owner, kind, function(is_stopping)
    f(function(e)
      if is_stopping() then return end
      holds = false
      if e.kind == "skipped" or e.kind == "pending" then
        block.skip_reason = e.message
      else
        tell_problem(run, block, kind, e)
      end
    end)
  end)
  return holds and in_time
end

local function skip(run, test, reason)
  run.emit{event = "test_end", id = test.id, status = "skipped", reason = reason, duration = 0, place = test.place}
end

local function reason_to_skip(block)
  while block do
    if block.skip_reason then return block.skip_reason end
    block = block.parent
  end
end

-- Runs lazy_setup of all blocks around a test, once for each block. Returns false if a lazy_setup has failed.
local function lazy_setup(run, block)
  if block.parent and not lazy_setup(run, block.parent) then return false end
  if block.lazy_result == nil then
    block.lazy_result = not (block.hooks and block.hooks.lazy_setup)
      or run_hooks(run, block, "lazy_setup", function(tell) hooks.run(block, "lazy_setup", tell) end)
  end
  return block.lazy_result
end

local function run_test(run, test)
  local reason = reason_to_skip(test.parent)
  if not reason and not lazy_setup(run, test.parent) then
    reason = reason_to_skip(test.parent) or "lazy_setup has failed"
  end
  if reason then return skip(run, test, reason) end
  local seconds = seconds_for(run, test)
  test.checks_leaks = run.options.check_leaks ~= false and setting(test, "leaks") ~= false
  run.emit{event = "test_start", id = test.id, timeout = seconds}
  run.publish({"test", "start"}, test, test.parent)
  local result, has_ended = run_case(test, seconds, run.options)
  run.publish({"test", "end"}, test, test.parent, BUSTED_STATUS[result.status])
  run.emit{
    event = "test_end", id = test.id, status = result.status, duration = result.duration, message = result.message,
    trace = result.trace, place = result.place, reason = result.reason, leaks = result.leaks, report = result.report,
    datagrams = result.datagrams, artifact = result.artifact,
    artifact_problem = result.artifact_problem,
    timed_out = result.timed_out, failures = result.failures, where = result.where,
  }
  local is_good = result.status ~= "failed" and result.status ~= "error" and result.status ~= "leaked"
  if not is_good and run.options.fail_fast then run.stopped = true end
  if not has_ended then run.stopped, run.is_aborted = true, true end
end

local function run_pending(run, element)
  run.emit{
    event = "test_end", id = element.id, status = "pending", duration = 0, place = element.place,
    reason = element.options and element.options.reason,
  }
end

local function children_of(run, block)
  local list = {}
  for _, child in ipairs(block.children or {}) do
    if run.choose.runs(child) then list[#list + 1] = child end
  end
  if block.is_random or block.is_random == nil and run.options.shuffle then
    shuffle(list, block.seed or run.options.seed)
  end
  return list
end

local function path_of(element)
  local path, block = {}, element.parent
  while block and block.kind == "describe" do
    insert(path, 1, block.title)
    block = block.parent
  end
  return path
end

-- Emits the event "plan": the tests of the block, and the inner blocks, which have not run yet.
local function tell_plan(run, block, children)
  local tests, blocks = {}, {}
  for _, child in ipairs(children) do
    if child.kind == "describe" then
      blocks[#blocks + 1] = child.full_name
    else
      tests[#tests + 1] = {
        id = child.id, name = child.full_name, path = path_of(child), title = child.title, line = child.line,
        tags = selection.tags_of(child.full_name),
      }
    end
  end
  run.emit{event = "plan", file = run.options.file, name = block.full_name, tests = tests, blocks = blocks}
end

local function run_children(run, children)
  for _, child in ipairs(children) do
    if run.stopped then return end
    if child.kind == "describe" then
      block_runner.run(run, child)
    elseif run.options.list then
      goto next_child
    elseif child.kind == "pending" then
      run_pending(run, child)
    else
      run_test(run, child)
    end
    ::next_child::
  end
end

local function skip_children(run, children, reason)
  for _, child in ipairs(children) do
    if child.kind ~= "describe" then skip(run, child, reason) end
  end
end

-- Emits the failures of the owner's fibers.
local function tell_failures(run, block, owner)
  leaks.drain(owner)
  for _, e in ipairs(leaks.failures(owner)) do
    tell_problem(run, block, "fiber", {
      message = "a fiber has failed, and nobody has joined it: " .. e.message, trace = e.trace, place = e.place,
    })
  end
end

-- Emits the failures of fibers and the leaks. The resources of the hooks may stay open until the end of teardown. The
-- body may leave its resources open.
local function check_leaks(run, block)
  tell_failures(run, block, block.body_owner)
  if not block.owner then return end
  tell_failures(run, block, block.owner)
  if run.options.check_leaks == false or setting(block, "leaks") == false then return end
  local list = leaks.find(block.owner)
  if not list then return end
  tell_problem(run, block, "leak", {message = leaks.message(list), place = list[1].place, leaks = list})
  leaks.end_all(block.owner)
end

local function run_inside(run, block)
  local failed
  local where = block.kind == "file" and "load" or "describe"
  block.body_owner = leaks.new_owner()
  local in_time = limited(run, block, block.body_owner, where, function(is_stopping)
    local ok, e = problem.call(block.run)
    if ok or is_stopping() then return end
    if e.kind == "skipped" or e.kind == "pending" then block.skip_reason = e.message else failed = e end
  end)
  if failed then tell_problem(run, block, where, failed) end
  run.choose.by_lines(block)
  local children = children_of(run, block)
  tell_plan(run, block, children)
  if run.options.list then
    run_children(run, children)
    return
  end
  if failed or not in_time then return skip_children(run, children, "the block has failed") end
  if not block.hooks or not block.hooks.setup or run_hooks(run, block, "setup", function(tell)
    hooks.run(block, "setup", tell)
  end) then
    run_children(run, children)
  else
    skip_children(run, children, block.skip_reason or "setup has failed")
  end
  if block.lazy_result ~= nil and block.hooks and block.hooks.lazy_teardown then
    run_hooks(run, block, "lazy_teardown", function(tell) hooks.run(block, "lazy_teardown", tell) end)
  end
  if block.hooks and block.hooks.teardown then
    run_hooks(run, block, "teardown", function(tell) hooks.run(block, "teardown", tell) end)
  end
  if not run.is_aborted then check_leaks(run, block) end
end

function block_runner.run(run, block)
  environment.enter(block)
  run_inside(run, block)
  environment.leave()
end

return block_runner
