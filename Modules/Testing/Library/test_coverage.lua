-- Counts how often each line of the program's files runs. The counts include the calling fiber, and all fibers and
-- coroutines that are created after start().

local _, host = ...
local lines_of, cover, covered = host.late("test_lines.lua"), host.test.cover, host.test.covered
local loadfile, next, sub = loadfile, next, string.sub

local coverage = {}

function coverage.start() cover() end

-- Returns a table that maps the path of each Lua file that has run to {hits = counts by line, active = the sorted lines
-- with code}. The table does not contain files that can no longer be loaded as Lua.
function coverage.finish()
  local files = {}
  for source, hits in next, covered() do
    if sub(source, 1, 1) == "@" then
      local path = sub(source, 2)
      local chunk = loadfile(path, "t")
      if chunk then
        local file = {hits = {}, active = lines_of(chunk)}
        for _, line in next, file.active do file.hits[line] = hits[line] or 0 end
        files[path] = file
      end
    end
  end
  return files
end

return coverage
