-- Finds mistakes in a Lua pattern. string.find reports a mistake only when its search reaches the mistake, and this
-- depends on the text. The function of this file returns a message, or nil if the pattern is well-formed.

local sub, find, match, tonumber = string.sub, string.find, string.match, tonumber

local MAX_CAPTURES <const> = 32

-- Returns the position after a set that starts at a position with "[", or nil if the set has no end.
local function after_set(pattern, position)
  position = match(pattern, "^%[%^?()", position)
  repeat
    if position > #pattern then return nil end
    position = position + (sub(pattern, position, position) == "%" and 2 or 1)
  until sub(pattern, position, position) == "]"
  return position + 1
end

return function(pattern)
  local position = find(pattern, "^%^") and 2 or 1
  local count, open, is_open = 0, {}, {}
  while position <= #pattern do
    local two = sub(pattern, position, position + 1)
    local one = sub(two, 1, 1)
    if one == "(" then
      count = count + 1
      if count > MAX_CAPTURES then return "too many captures" end
      if two == "()" then
        position = position + 2
      else
        open[#open + 1], is_open[count] = count, true
        position = position + 1
      end
    elseif one == ")" then
      if #open == 0 then return "a ')' without a '('" end
      is_open[open[#open]], open[#open] = nil, nil
      position = position + 1
    elseif one == "[" then
      position = after_set(pattern, position)
      if not position then return "a ']' is missing" end
    elseif two == "%" then
      return "a '%' at the end"
    elseif two == "%b" then
      if position + 3 > #pattern then return "'%b' needs two characters" end
      position = position + 4
    elseif two == "%f" then
      if sub(pattern, position + 2, position + 2) ~= "[" then return "'%f' needs a '['" end
      position = after_set(pattern, position + 2)
      if not position then return "a ']' is missing" end
    elseif find(two, "^%%%d") then
      local number = tonumber(sub(two, 2))
      if number < 1 or number > count or is_open[number] then return "'" .. two .. "' names no capture before it" end
      position = position + 2
    else
      position = position + (one == "%" and 2 or 1)
    end
  end
  if #open > 0 then return "a ')' is missing" end
end
