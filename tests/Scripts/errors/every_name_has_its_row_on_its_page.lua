-- docs/reference has a row for each name: | `NAME` | code | meaning |, anywhere on the page or under one heading.
local function rows(page)
  local file_name, section = page:match("^([^#]*)#?(.*)$")
  local file = assert(io.open("../../../docs/reference/" .. file_name .. ".md"))
  local found, heading = {}, nil
  for line in file:lines() do
    heading = line:match("^### `(.*)`$") or heading
    local name, code, message = line:match("^| `([%w_]+)` | (%-?%d+) | (.*) |$")
    if not name then name, code, message = line:match("^| `([%w_]+)` | `%u[%u%d]*` (%-?%d+) | (.*) |$") end
    if name and (section == "" or section == heading) then found[name] = {tonumber(code), message} end
  end
  file:close()
  return found
end

local function compare(page, ...)
  local found, count = rows(page), 0
  for _, names in ipairs {...} do
    for name, value in pairs(names) do
      local row, code, message = found[name] or {}, value, nil
      if type(value) == "table" then code, message = value.code, value.message end
      if row[1] ~= code or message and row[2] ~= message then print(page, name, code, message, row[1], row[2]) end
      found[name], count = nil, count + 1
    end
  end
  print(page, count, next(found))
end

local asio_error = require "asio_error"
compare("generic_error", require "generic_error")
compare("asio_error", asio_error.basic, asio_error.netdb, asio_error.addrinfo, asio_error.misc)
compare("ip#message_flag", ip.message_flag)
compare("ip#address_info_flag", ip.address_info_flag)
compare("ip#name_info_flag", ip.name_info_flag)

local signals = {}
for name, value in pairs(require "system".signal) do if math.type(value) == "integer" then signals[name] = value end end
compare("system.signal", signals)
