-- Every byte without a special meaning in a string arrives unchanged from the file.
local bytes = {}
for b = 0, 255 do
  local c = string.char(b)
  if not c:find('["\\\r\n]') then bytes[#bytes + 1] = c end
end
local wanted = table.concat(bytes)
local path = os.tmpname()
local file = assert(io.open(path, "wb"))
file:write('return "', wanted, '"')
file:close()
local text = dofile(path)
print(text == wanted, #text)
os.remove(path)
