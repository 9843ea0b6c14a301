-- Runs a file in a Lua state of its own (LuaSandbox), and returns the file's function.

local source, path, budget = ...
local load, error, type, rawget, setmetatable, next = load, error, type, rawget, setmetatable, next
local gsub, sethook = string.gsub, debug.sethook
local loaded = package.loaded

-- Ends a call that has used up its instructions. After that, each instruction ends the call again, because a pcall of
-- the file may catch the first error. The host sets the hook again before the next call.
local function stop()
  sethook(stop, "", 1)
  error("the function has run " .. budget .. " instructions, which is the limit", 2)
end

-- A finalizer and a message handler run without hooks, so that nothing could end them.
function _G.setmetatable(value, metatable)
  if type(metatable) == "table" and rawget(metatable, "__gc") ~= nil then
    error("bad argument #2 to 'setmetatable' (a finalizer __gc is not available here)", 2)
  end
  return setmetatable(value, metatable)
end
for _, name in next, {
  "collectgarbage", "coroutine", "debug", "dofile", "io", "load", "loadfile", "os", "package", "print", "require",
  "warn", "xpcall",
} do
  _G[name], loaded[name] = nil, nil
end

local text = gsub(gsub(source, "^\xef\xbb\xbf", ""), "^#[^\n]*", "")
local chunk, message = load(text, "@" .. path, "t")
if not chunk then error(message, 0) end
sethook(stop, "", budget)
local redact = chunk()
if type(redact) ~= "function" then error(path .. ": the file must return a function, not " .. type(redact), 0) end

return function(datagram, is_sent, local_port, remote_address, remote_port)
  return redact(datagram, {
    direction = is_sent and "sent" or "received", local_port = local_port, remote_address = remote_address,
    remote_port = remote_port,
  })
end
