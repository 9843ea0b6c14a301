-- Runs one test file in a separate process. The worker reads the request from standard input. It writes events to
-- descriptor 3, each as a JSON object on one line. Descriptor 4 is the output of the tests. The worker writes a mark to
-- this output at the start and at the end of each test.
local _, host = ...
local testing, late, pcall = host.testing, host.late, pcall
local json = require "moonwire.json"
local encode, stdin, stdout, open = json.encode, io.stdin, io.stdout, io.open
local read, flush, close = stdin.read, stdout.flush, stdout.close
local next, type, tostring, gmatch, tonumber = next, type, tostring, string.gmatch, tonumber
local searchpath, loaded, package = package.searchpath, package.loaded, package

local EVENTS <const>, OUTPUT <const> = 3, 4
local ENCODING = {escape_invalid = true}

-- Returns the process IDs of the children of this process.
local function children()
  local list = json.into_array()
  local file = open("/proc/thread-self/children")
  if file then
    for pid in gmatch(read(file, "a") or "", "%d+") do list[#list + 1] = tonumber(pid) end
    close(file)
  end
  return list
end

-- Returns a function that sends an event. This function never suspends.
local function emitter(nonce)
  local mark = 0
  return function(event)
    pcall(flush, stdout) -- a test may have closed standard output
    local kind = event.event
    if kind == "test_start" or kind == "test_end" then
      mark = mark + 1
      event.mark = mark
      testing.write(OUTPUT, "\0" .. nonce .. mark .. "\n")
    end
    if (kind == "test_start" or kind == "step") and testing.has_children() then event.children = children() end
    local ok, text = pcall(encode, event, ENCODING)
    if not ok then
      text = encode({event = "problem", where = "report", message = tostring(text), id = event.id}, ENCODING)
    end
    testing.write(EVENTS, text .. "\n")
  end
end

-- Returns the paths of the modules that the tests have loaded.
local function loaded_files()
  local files = json.into_array()
  for name in next, loaded do
    local path = type(name) == "string" and searchpath(name, package.path)
    if path then files[#files + 1] = path end
  end
  return files
end

local function set_paths(request)
  if request.lpath then package.path = request.lpath .. ";" .. package.path end
  if request.cpath then package.cpath = request.cpath .. ";" .. package.cpath end
  arg = {[0] = request.file}
end

return function()
  local request = json.decode(read(stdin, "a"))
  if request.file_in_hex then request.file = late("runner_text.lua").from_hex(request.file_in_hex) end
  testing.close_on_exec(EVENTS)
  testing.close_on_exec(OUTPUT)
  testing.adopt_orphans()
  local emit = emitter(request.nonce)
  set_paths(request)
  local library = late("test_worker.lua")
  local coverage = request.coverage and late("test_coverage.lua")
  if coverage then coverage.start() end
  local ok, e = pcall(library.run, request, emit)
  if not ok then emit {event = "problem", where = "runner", message = tostring(e)} end
  if coverage then late("runner_lcov.lua").send(coverage.finish(), emit) end
  emit {event = "end", files = request.watch and loaded_files() or nil, has_children = testing.has_children()}
end
