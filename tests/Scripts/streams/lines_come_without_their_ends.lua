local pipe = require "pipe"
local reader, writer = pipe.pair()
writer:write("one\n\ntwo\r\nlast")
writer:close()
for line in reader:lines() do print(("%q"):format(line)) end
print(reader:read_line(), reader:read_text() == "")
