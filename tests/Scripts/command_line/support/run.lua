-- Runs shell lines in which "moonwire" is the tested program, and prints the output and the status of each.
local program = arg[-1]

return function(line)
  local command = line:gsub("moonwire", function() return '"' .. program .. '"' end)
  local pipe = io.popen("{ " .. command .. "\n} 2>&1")
  local text = pipe:read("a")
  local _, _, status = pipe:close()
  local from = 1
  repeat -- messages start with the name by which the program was called
    local first, last = text:find(program, from, true)
    if first then text, from = text:sub(1, first - 1) .. "moonwire" .. text:sub(last + 1), first end
  until not first
  text = text:gsub("Lua 5%.4%.%d+  Copyright %(C%) [%d-]+ Lua%.org, PUC%-Rio", "VERSION")
  print("$ " .. line)
  io.write(text, text == "" and "" or text:sub(-1) ~= "\n" and "\n" or "", "status ", status, "\n")
end
