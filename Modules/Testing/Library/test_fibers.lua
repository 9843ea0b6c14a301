-- Runs functions in separate fibers with a deadline.

local native, host = ...
local pcall, spawn, type = pcall, host.spawn or spawn, type
local with_timeout = host.own.short.time.with_timeout
local own, report, arm, disarm = host.test.own, host.test.report, host.test.arm, host.test.disarm
local clock = host.test.clock

local fibers = {}

-- The time in which a fiber must clean up after its deadline.
local CLEANUP_SECONDS <const> = 2

-- The time after the deadline until running code is broken off. The deadline itself interrupts a fiber that waits.
local BUSY_SECONDS <const> = 0.2

local function is_timeout(e)
  return type(e) == "table" and e.symbol == "ETIMEDOUT" and e.operation == "with_timeout"
end

-- Returns the report if the function was broken off because it did not wait, otherwise nil.
fibers.is_broken = host.test.broken

-- Waits for the end of the fiber. Returns true, or false and an error.
local function wait(fiber, seconds)
  if seconds then return pcall(with_timeout, seconds, fiber.join, fiber) end
  return pcall(fiber.join, fiber)
end

-- Waits for the end of an interrupted fiber. Returns false if the fiber has not ended in time.
local function wait_for_cleanup(fiber, heading)
  arm(CLEANUP_SECONDS + BUSY_SECONDS, heading)
  local ok = wait(fiber, CLEANUP_SECONDS)
  disarm()
  return ok or not fiber.joinable
end

-- Calls f() in a fiber and waits for its end. `owner` owns everything that the fiber creates. f must not raise
-- an error. `seconds` is the deadline, or nil. Results:
-- * f has returned: nothing.
-- * The deadline has passed: the report of all fibers, and true if the fiber has ended after the deadline.
-- * f has ended without a return: nil, true, and the reason.
-- on_timeout() is called before the fiber is interrupted, or after the fiber was broken off.
function fibers.run(owner, name, seconds, f, on_timeout)
  local has_returned = false
  local fiber = spawn({name = name}, function()
    own(owner)
    f()
    has_returned = true
  end)
  local started = clock()
  local heading = seconds and "not ended after " .. seconds .. " s"
  if seconds then arm(seconds + BUSY_SECONDS, heading) end
  local ok, e = wait(fiber, seconds)
  local text = seconds and disarm()
  if text then
    on_timeout()
    return text, ok or wait_for_cleanup(fiber, heading)
  end
  if has_returned then
    if not seconds or clock() - started <= seconds then return end
    -- The fiber has waited in a C function, such as os.execute, beyond the deadline.
    on_timeout()
    return report(heading), true
  end
  if not (seconds and is_timeout(e) and fiber.joinable) then return nil, true, e or "the fiber was interrupted" end
  text = report(heading)
  on_timeout()
  fiber:interrupt()
  return text, wait_for_cleanup(fiber, heading)
end

return fibers
