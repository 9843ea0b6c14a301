-- test.replay: the recorded server or client of a capture file, in a fiber of its own.

local _, host = ...
local late = host.late
local failure = late("test_failure.lua")
late("replay_text.lua").hide(late("test_bytes.lua").hidden)
local type, tostring, next, pcall, setmetatable = type, tostring, next, pcall, setmetatable
local spawn, huge = host.spawn or spawn, math.huge
local PATIENCE <const> = 5 -- seconds to wait for a datagram by default
local SAME <const>, SILENT <const> = 0, 4

-- The replays that have not been finished. test_case.lua finishes the replays of a test.
local open = {}
host.test.replays = open

local mt = {__name = "test.replay"}
mt.__index = mt

-- Each function returns the checked value, or nil and the expected type.
local function text(value) return type(value) == "string" and value or nil, "a string" end
local function list(value)
  if type(value) == "string" then value = {value} end
  if type(value) ~= "table" then return nil, "a string or a list of strings" end
  local copy = {}
  for i = 1, #value do
    if type(value[i]) ~= "string" then return nil, "a list of strings" end
    copy[i] = value[i]
  end
  return copy
end

local checks = {
  as = text, at = text, conversation = text, ignore = list, map = list,
  fast = function(value)
    if type(value) == "boolean" then return value end
    return nil, "a boolean"
  end,
  timeout = function(value)
    return type(value) == "number" and value > 0 and value < huge and value or nil, "a positive number of seconds"
  end,
}

local function checked(options, level)
  local function refuse(words) failure.raise("bad argument #2 to 'replay' (" .. words .. ")", level + 2) end
  if options ~= nil and type(options) ~= "table" then refuse("table expected, got " .. type(options)) end
  local result = {as = "server", timeout = PATIENCE}
  for name, value in next, options or {} do
    if not checks[name] then refuse("there is no option '" .. tostring(name) .. "'") end
    local good, expected = checks[name](value)
    if good == nil then refuse(name .. ": " .. expected .. " expected") end
    result[name] = good
  end
  if result.as == "server" then result.at = result.at or "127.0.0.1:0" end
  return result
end

-- Starts to replay a file. Returns an object with the server's `address` and `port`.
local function replay(path, options)
  if type(path) ~= "string" then
    failure.raise("bad argument #1 to 'replay' (string expected, got " .. type(path) .. ")", 2)
  end
  options = checked(options, 2)
  local plan, message, is_option = late("replay_plan.lua").new(path, options)
  if not plan then
    failure.raise(is_option and "bad argument #2 to 'replay' (" .. message .. ")" or message, 2)
  end
  local ok, running = pcall(late("replay_run.lua"), plan)
  if not ok then failure.raise("the replay cannot start: " .. tostring(running), 2) end
  local self = setmetatable({address = running.address, port = running.port, running = running}, mt)
  self.fiber = spawn({name = "replay of " .. path, daemon = true}, function()
    self.status, self.message = running:run()
  end)
  open[#open + 1] = self
  return self
end

-- Ends the replay before the end of the conversation.
function mt:close()
  if self.is_closed then return end
  self.is_closed = true
  if not self.status then self.fiber:interrupt() end
  pcall(self.fiber.join, self.fiber)
  self.running:close()
end

-- Raises a failure if the conversation differs. Level 1 is the caller.
local function complain(self, level)
  if self.status and self.status ~= SAME then failure.raise("the replay: " .. self.message, level + 1) end
end

-- Waits for the end of the conversation. Fails if it differs from the recording.
function mt:finish()
  if not self.is_closed then
    if not self.status then self.fiber:join() end
    self:close()
  end
  complain(self, 2)
end

-- Ends the replay at the end of its test. A test that has failed does not wait for further datagrams.
function mt:settle(has_passed)
  if self.is_closed then return end
  if has_passed then return self:finish() end
  self:close()
  if self.status ~= SILENT then complain(self, 1) end
end

return replay
