-- Registers everything that `assert` offers. The files below contain the registrations.

local _, host = ...

local FILES <const> = {
  "test_modifiers.lua", "test_values.lua", "test_errors.lua", "test_matchers.lua", "test_network.lua",
}

return function(assert, format_value)
  for i = 1, #FILES do host.late(FILES[i])(assert, format_value) end
end
