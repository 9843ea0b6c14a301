local ok, e = pcall(require "time".sleep, "x")
io.stderr:write(e)
