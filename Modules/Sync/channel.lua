local native, host = ...
local define, yield, TOKEN, mt, select_case = host.define, host.yield, host.TOKEN, native.channel, native.select
local error, fail, pass_end, next, type, unpack = error, host.fail, host.pass_end, next, type, table.unpack

local receive = define(native.receive)

host.members(mt, {
  send = define(native.send),
  receive = receive,
  try_send = define(native.try_send),
  try_receive = define(native.try_receive),
  close = define(native.close),
}, {
  capacity = define(native.capacity),
  is_closed = define(native.is_closed),
})
mt.__len, mt.__call, mt.__close = define(native.__len), receive, define(native.close)

local function wrong(detail) fail("generic", native.EINVAL, "select", 1, detail) end

-- Returns the cases for native.select: channel and value, one after the other. A case that receives has nil as value.
local function flatten(cases)
  if type(cases) ~= "table" then wrong("a table of cases expected, got " .. type(cases)) end
  local keys, flat, n = {}, {}, 0
  for key, case in next, cases do
    if key ~= "default" then
      local value
      if type(case) == "table" then
        case, value = case[1], case[2]
        if value == nil then wrong("a case to send is a table { channel, value }, and nil cannot be sent") end
      end
      n = n + 1
      keys[n], flat[2 * n - 1], flat[2 * n] = key, case, value
    end
  end
  local default = cases.default
  if default ~= nil and type(default) ~= "boolean" then wrong("default: boolean expected, got " .. type(default)) end
  if n == 0 and not default then wrong("there is no case to wait for") end
  return keys, unpack(flat, 1, 2 * n)
end

local function chosen(keys, err, position, value)
  if err then
    pass_end(err)
    error(err, 0)
  end
  return keys[position], value
end

local function outcome(keys, err, ...)
  if err == true then return chosen(keys, yield(TOKEN)) end
  return chosen(keys, err, ...)
end

local function choose(has_default, keys, ...)
  return outcome(keys, select_case(has_default, ...))
end

return {
  new = define(native.new),
  select = function(cases)
    local _ <close> = nil -- prevents a tail call, so that tracebacks have the function
    return choose(type(cases) == "table" and cases.default and true or false, flatten(cases))
  end,
}
