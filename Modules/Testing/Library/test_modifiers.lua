-- Registers the words that can precede the name of an assertion: words without an argument, such as is, are and not,
-- and words with an argument, such as `message` and `array`.

local error, rawget, rawset = error, rawget, rawset

return function(assert)
  local function same(state) return state end

  local function opposite(state)
    state.mod = not state.mod
    return state
  end

  for _, name in ipairs{"is", "are", "was", "has", "does"} do assert:register("modifier", name, same) end
  for _, name in ipairs{"not", "no"} do assert:register("modifier", name, opposite) end

  assert:register("modifier", "message", function(state, list) state.failure_message = list[1] end)

  assert:register("modifier", "array", function(state, list)
    if list.n == 0 then error("No array provided to the array-modifier", 3) end
    if rawget(state, "array_of_state") ~= nil then error("Array already set", 3) end
    rawset(state, "array_of_state", list[1])
  end)
end
