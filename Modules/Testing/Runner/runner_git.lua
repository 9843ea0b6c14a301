-- Selects the files that have changed since a git revision, and the untracked files.
local system = require "moonwire.system"
local pcall, ipairs, gmatch, match, tostring = pcall, ipairs, string.gmatch, string.match, tostring

local function git(...)
  local ok, result = pcall(system.run, {program = "git", arguments = {"git", ...}})
  if not ok then return nil, "git cannot be run: " .. (result.detail or tostring(result)) end
  if result.exit_code ~= 0 then return nil, "git: " .. match(result.stderr, "^[^\n]*") end
  return result.stdout
end

-- Returns the selected items, or nil and a message.
return function(revision, items)
  local changed, message = git("diff", "--name-only", "-z", "--relative", "--diff-filter=d", revision, "--")
  if not changed then return nil, message end
  local new
  new, message = git("ls-files", "-z", "--others", "--exclude-standard")
  if not new then return nil, message end
  local names, kept = {}, {}
  for name in gmatch(changed .. new, "%Z+") do names[name] = true end
  for _, item in ipairs(items) do
    if names[item.file] then kept[#kept + 1] = item end
  end
  return kept
end
