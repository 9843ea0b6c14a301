-- Finds the resources that tests and blocks have left open. Each test and each block has an owner: a number. The owner
-- is assigned to the fiber of the test or block, and each fiber passes its owner on to the fibers that it spawns.

local _, host = ...
local ready, live, failures, end_all, forget = host.test.ready, host.test.live, host.test.failures, host.test.end_all,
  host.test.forget
local ipairs, concat, gsub = ipairs, table.concat, string.gsub
local yield, place = this_fiber.yield, host.late("test_place.lua")

local leaks = {}
local count = 0

-- The maximum number of times that ready fibers may continue before they count as left open.
local TURNS <const> = 100

function leaks.new_owner()
  count = count + 1
  return count
end

-- Lets the owner's fibers that are ready to run continue, so that they can end. Does not wait for anything else.
function leaks.drain(owner)
  for _ = 1, TURNS do
    if ready(owner) == 0 then return end
    yield()
  end
end

-- Returns a list with {kind, text, place} for each resource that the owner has left open, or nil.
function leaks.find(owner)
  local list = live(owner)
  if #list > 0 then return list end
end

-- Returns a list with {message, trace, place} for each failed fiber of the owner that no fiber has joined.
function leaks.failures(owner)
  local list = failures(owner)
  for i = 1, #list do
    local failure = list[i]
    failure.place, failure.message = place.split(failure.message)
    if failure.trace then failure.trace = gsub(gsub(failure.trace, "^stack traceback:\n", ""), "\t", "") end
  end
  return list
end

-- Interrupts the owner's open fibers and kills its open child processes, so that they do not affect later tests.
leaks.end_all = end_all

-- Forgets the resources of the owner.
leaks.forget = forget

-- Returns a message that lists the leaks.
function leaks.message(list)
  local lines = {#list == 1 and "left open:" or "left open (" .. #list .. "):"}
  for _, leak in ipairs(list) do
    lines[#lines + 1] = "  " .. leak.kind .. " " .. leak.text .. (leak.place and ", made at " .. leak.place or "")
  end
  return concat(lines, "\n")
end

return leaks
