-- Writes to standard output, and remembers a failure.
local stdout, write, flush = io.stdout, io.stdout.write, io.stdout.flush

local output = {}

function output.put(...)
  local ok, message = write(stdout, ...)
  if ok then ok, message = flush(stdout) end
  if not ok and not output.failure then output.failure = message end
end

return output
