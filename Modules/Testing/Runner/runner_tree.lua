-- Kills whole process trees. The runner and each worker adopt orphaned descendants, so that no process of a test can
-- escape through the end of its parent.
local _, host = ...
local testing = host.testing
local time, system = require "moonwire.time", require "moonwire.system"
local open, next, tonumber = io.open, next, tonumber
local match = string.match

local SIGKILL <const> = 9
local ROUNDS <const> = 50

local tree = {workers = {}} -- workers: the set of the process IDs of the running workers

-- Returns a table that maps each process to its parent, and the set of the processes that have ended but were not
-- reaped.
local function parents()
  local found, ended = {}, {}
  for _, name in next, testing.list("/proc") or {} do
    local pid = tonumber(match(name, "^(%d+)/$"))
    local file = pid and open("/proc/" .. pid .. "/stat")
    if file then
      local state, parent = match(file:read("a") or "", "%) (%a) (%d+)[^)]*$")
      file:close()
      if parent then found[pid], ended[pid] = tonumber(parent), state == "Z" or nil end
    end
  end
  return found, ended
end

-- Calls f for each descendant of the roots, except for the processes in the set `kept` and their descendants. Returns
-- the number of calls.
local function each_below(roots, kept, f)
  local found, ended = parents()
  local function is_below(pid)
    while pid do
      if kept[pid] then return false end
      pid = found[pid]
      if roots[pid] then return true end
    end
  end
  local count = 0
  for pid in next, found do
    if not ended[pid] and not roots[pid] and is_below(pid) then
      count = count + 1
      f(pid)
    end
  end
  return count
end

local function kill(pid) testing.kill(pid, SIGKILL) end

-- Kills all descendants of a process except `kept`. Repeats this until no descendant remains, because processes may
-- start other processes in the meantime.
function tree.kill_below(pid, kept)
  for _ = 1, ROUNDS do
    if each_below({[pid] = true}, kept or {}, kill) == 0 then return end
    time.sleep(0.002)
  end
end

-- Kills a worker and all its descendants.
function tree.kill(pid)
  testing.kill(pid, 19) -- SIGSTOP, so that the worker starts no more processes
  tree.kill_below(pid)
  testing.kill(pid, SIGKILL)
end

-- Kills and reaps the processes that this process has adopted from ended workers.
function tree.kill_adopted()
  local self = system.getpid()
  for _ = 1, ROUNDS do
    local count = each_below({[self] = true}, tree.workers, kill)
    for pid, parent in next, (parents()) do
      if parent == self and not tree.workers[pid] and testing.reap(pid) == 0 then count = count + 1 end
    end
    if count == 0 then return end
    time.sleep(0.002)
  end
end

return tree
