-- show(f, ...) prints the results of f, or its error on one line: symbol or code, category, and arg if set.

local function line(e)
  if type(e) ~= "table" then return "error: " .. tostring(e) end
  local text = "error: " .. (e.symbol or tostring(e.code)) .. " " .. tostring(e.category)
  return e.arg and text .. " arg " .. e.arg or text
end

local function report(ok, ...)
  if ok then print(...) else print(line((...))) end
end

return function(f, ...) report(pcall(f, ...)) end
