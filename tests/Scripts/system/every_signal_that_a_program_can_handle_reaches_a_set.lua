local signal = require "system".signal
local numbers = {}
for number = 1, 64 do
  local ok, set = pcall(signal.set.new, number)
  if ok then
    signal.raise(number)
    if set:wait() == number then numbers[#numbers + 1] = number end
    set:close()
  end
end
print(table.concat(numbers, " "))
