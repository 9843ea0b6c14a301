-- assert.datagram, no_datagram, eventually and refused: what they return, and what their failures show.
local function cut(text)
  return (text:gsub("in %d+ tr%a+", "in ... tries"):gsub("the [%d.]+ seconds", "the ... seconds")
    :gsub(" so far; [^\n]*", " so far"))
end
local print_line = print
function print(line) print_line(cut(line)) end
dofile("support/show.lua")("network_spec.lua", nil, {quiet = {plan = true}})
