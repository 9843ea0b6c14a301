-- show(f, ...) prints what f returned, or its error in one line: symbol or code, category, and arg if there is one.

local function line(e)
  if type(e) ~= "table" then return "error: " .. tostring(e) end
  local text = "error: " .. (e.symbol or tostring(e.code)) .. " " .. tostring(e.category)
  return e.arg and text .. " arg " .. e.arg or text
end

local function report(ok, ...)
  if ok then print(...) else print(line((...))) end
end

return function(f, ...) report(pcall(f, ...)) end
