-- Writes a file of a report. A reader never sees a part of the file.
local _, host = ...
local gsub, is_special = string.gsub, host.probing.is_special
local open, rename, remove, random, format = io.open, os.rename, os.remove, math.random, string.format
local stderr, write = io.stderr, io.stderr.write

-- Writes a new file in the folder of the path and renames it, unless the path is "-", standard output. A pipe, a device
-- or an open descriptor is written, because it must not be replaced. Returns true on success, otherwise reports the
-- failure.
return function(path, text)
  if path == "-" then
    host.late("prober_output.lua").put(text)
    return true
  end
  local new_path = format("%s.%08x.tmp", path, random(0, 0xffffffff))
  local is_written, is_open = is_special(path)
  local is_plain = not is_written
  local file, message = open(is_plain and new_path or path, is_open and "ab" or "wb")
  local ok = file and true
  if file then
    ok, message = file:write(text)
    local closed, why = file:close()
    if ok and not closed then ok, message = nil, why end
    if ok and is_plain then ok, message = rename(new_path, path) end
    if not ok and is_plain then remove(new_path) end
  end
  if not ok then write(stderr, "moonwire: cannot write ", path, ": ", gsub(message, "^.*: ", ""), "\n") end
  return ok ~= nil and ok ~= false
end
