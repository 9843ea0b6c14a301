-- Runs the hooks of blocks: setup, teardown, lazy_setup, lazy_teardown, before_each and after_each.

local _, host = ...
local environment, problem = host.late("test_environment.lua"), host.late("test_problem.lua")
local enter, leave, call = environment.enter, environment.leave, problem.call

local hooks = {}

local function list_of(block, kind) return block.hooks and block.hooks[kind] end

-- Runs the function of an element while the element is current. Returns true, or false and the problem.
function hooks.call(element)
  enter(element)
  local ok, e = call(element.run)
  leave()
  return ok, e
end

-- Runs all hooks of one kind of one block, even if a hook fails. Calls on_problem(problem, hook) for each failure.
-- Returns true if no hook has failed.
function hooks.run(block, kind, on_problem)
  local list, holds = list_of(block, kind), true
  for i = 1, list and #list or 0 do
    local ok, e = hooks.call(list[i])
    if not ok then
      holds = false
      on_problem(e, list[i])
    end
  end
  return holds
end

-- Runs the hooks of one kind, from the outermost block inwards to this block. Returns the innermost block whose hooks
-- have run, and true if all hooks have succeeded. After a failure, the hooks of the inner blocks do not run.
function hooks.run_inward(block, kind, on_problem)
  if block.parent then
    local reached, ok = hooks.run_inward(block.parent, kind, on_problem)
    if not ok then return reached, false end
  end
  return block, hooks.run(block, kind, on_problem)
end

-- Runs the hooks of one kind, from this block outwards.
function hooks.run_outward(block, kind, on_problem)
  while block do
    hooks.run(block, kind, on_problem)
    block = block.parent
  end
end

-- Returns true if the block, or a block around it, has hooks of this kind.
function hooks.has(block, kind)
  while block do
    if list_of(block, kind) then return true end
    block = block.parent
  end
  return false
end

return hooks
