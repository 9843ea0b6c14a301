-- The entry point of `moonwire probe`. Returns the function that the main fiber calls with the options, a JSON object.
local _, host = ...
local late, exit = host.late, os.exit
local match, pairs, type, tostring, from_hex = string.match, pairs, type, tostring, byte_span.from_hex
local json = require "moonwire.json"

-- Restores the texts that are not UTF-8. The field NAME_in_hex has the bytes of the texts in the field NAME.
local function restore(options)
  for key, list in pairs(options) do
    local name = match(key, "^(.*)_in_hex$")
    if name then
      local texts = {}
      for i = 1, #list do texts[i] = tostring(from_hex(list[i])) end
      options[name] = type(options[name]) == "table" and texts or texts[1]
    end
  end
  return options
end

return function(text) exit(late("prober_run.lua")(restore(json.decode(text)))) end
