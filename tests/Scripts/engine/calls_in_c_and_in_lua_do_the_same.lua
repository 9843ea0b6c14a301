-- Runs each seed with the C functions and with calls.lua. SEEDS gives a range, such as 40-400.
local first, last = (os.getenv "SEEDS" or "1-12"):match("(%d+)-(%d+)")

local function output(seed, disabled)
  local command = ("MOONWIRE_DISABLE=%s '%s' support/random_calls.lua %d 2>&1"):format(disabled, arg[-1], seed)
  local pipe <close> = io.popen(command)
  local lines = {}
  for line in pipe:lines() do lines[#lines + 1] = line end
  return lines
end

local told = 0
for seed = tonumber(first), tonumber(last) do
  local c, lua = output(seed, ""), output(seed, "native_calls")
  told = told + #c
  for i = 1, math.max(#c, #lua) do
    if c[i] ~= lua[i] then
      print(("seed %d, line %d: %s in C, %s in Lua"):format(seed, i, c[i], lua[i]))
      break
    end
  end
end
print(told > 500 and "many calls" or told)
