-- A folder with files of tests, in which `moonwire test` runs.
local system = require "system"

local project = {}
project.__index = project

local function shell(command)
  local result = system.run {program = "sh", arguments = {"sh", "-c", command}}
  assert(result.exit_code == 0, result.stderr)
  return result.stdout
end

-- Makes a folder with files: a table from paths to texts.
function project.new(files)
  local self = setmetatable({folder = shell("mktemp -d"):match("[^\n]+")}, project)
  for path, text in pairs(files or {}) do self:write(path, text) end
  return self
end

function project:write(path, text)
  path = self.folder .. "/" .. path
  shell("mkdir -p '" .. path:match("^(.*)/") .. "'")
  local file <close> = assert(io.open(path, "w"))
  file:write(text)
end

function project:read(path)
  local file <close> = assert(io.open(self.folder .. "/" .. path))
  return file:read("a")
end

function project:exists(path)
  local file = io.open(self.folder .. "/" .. path)
  if file then file:close() end
  return file ~= nil
end

function project:shell(command) return shell("cd '" .. self.folder .. "' && " .. command) end

-- Returns the options of system.spawn for moonwire with arguments.
function project:options(arguments, environment)
  local program = system.arguments[1]
  local variables = system.environment
  variables.HOME, variables.XDG_CACHE_HOME, variables.TERM = self.folder .. "/.home", nil, "dumb"
  variables.GITHUB_ACTIONS, variables.GITHUB_STEP_SUMMARY = nil, nil
  for name, value in pairs(environment or {}) do variables[name] = value end
  return {
    program = program, arguments = {program, table.unpack(arguments)}, environment = variables,
    working_directory = self.folder,
  }
end

-- Returns the text without what differs from run to run.
function project.stable(text)
  return (text:gsub("%d+ ms", "T"):gsub("%d+%.%d s", "T"):gsub("seed %d+", "seed N"):gsub("%-%-seed %d+", "--seed N")
    :gsub("[^ \n]*/moonwire: ", "moonwire: "))
end

-- Runs moonwire with arguments. Prints the stable output and the status.
function project:show(...)
  local result = self:run(...)
  io.write(project.stable(result.stdout))
  if result.stderr ~= "" then io.write("standard error: ", project.stable(result.stderr)) end
  print("status " .. result.exit_code)
  return result
end

-- Runs moonwire with arguments, and variables of the environment if the last argument is a table.
function project:run(...)
  local arguments, environment = {...}, nil
  if type(arguments[#arguments]) == "table" then environment = table.remove(arguments) end
  return system.run(self:options(arguments, environment))
end

function project:__close()
  shell("rm -rf '" .. self.folder .. "'")
end

return project
