-- Shuffles a list. The order depends only on the seed and on the length of the list.

-- The constants of Knuth's MMIX generator.
local FACTOR <const>, INCREMENT <const> = 6364136223846793005, 1442695040888963407

return function(list, seed)
  local state = seed * FACTOR + INCREMENT
  for i = #list, 2, -1 do
    state = state * FACTOR + INCREMENT
    local j = (state >> 33) % i + 1
    list[i], list[j] = list[j], list[i]
  end
end
