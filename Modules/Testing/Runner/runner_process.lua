-- Runs one test file in a worker process.
local _, host = ...
local testing, late = host.testing, host.late
local json, time, system, pipe =
  require "moonwire.json", require "moonwire.time", require "moonwire.system", require "moonwire.pipe"
local byte_span = require "moonwire.byte_span"
local tree, output_of = late("runner_tree.lua"), late("runner_output.lua")
local pcall, tostring, spawn, random, format = pcall, tostring, spawn, math.random, string.format
local setmetatable, ipairs = setmetatable, ipairs
local now = time.steady_clock.now

local GRACE <const> = 4 -- seconds after a test's deadline in which the worker can end the test itself
local LOAD_GRACE <const> = 15 -- seconds in which the worker can start, in addition to the time to load the file
local AFTER_KILL <const> = 3 -- seconds for the worker after the programs that it waits for were killed
local REPORT_TIME <const> = 8 -- seconds in which the worker can write the report after SIGUSR1
local REPORT_PAUSE <const> = 0.2 -- seconds without output after which the report counts as complete
local DRAIN_TIME <const> = 0.2 -- seconds to read output after the worker's end, if another process holds the pipe
local PIECE <const> = 64 * 1024

local process = {}

local function command()
  local program, dll = testing.executable()
  local arguments = {program}
  if dll then arguments[2] = dll end
  return program, arguments
end

local function start(request)
  local events, events_end = pipe.pair()
  local output, output_end = pipe.pair()
  local events_fd <close> = events_end:release()
  local output_fd <close> = output_end:release()
  local program, arguments = command()
  arguments[#arguments + 1] = "test"
  arguments[#arguments + 1] = "--worker"
  if request.memory_limit then arguments[#arguments + 1] = "--memory-limit=" .. request.memory_limit end
  if request.artifacts then arguments[#arguments + 1] = "--artifacts=" .. request.artifacts end
  for _, value in ipairs(request.redact or {}) do arguments[#arguments + 1] = "--redact=" .. value end
  if request.recorder then arguments[#arguments + 1] = "--recorder=" .. request.recorder end
  local child = system.spawn {
    program = program, arguments = arguments, environment = system.environment, stdin = "pipe",
    stdout = output_fd, stderr = output_fd, extra_fds = {[3] = events_fd, [4] = output_fd},
    start_new_session = true, pdeathsig = system.signal.SIGKILL,
  }
  return child, events, output
end

-- Starts a fiber that reads the output until the pipe ends or is closed.
local function read_output(stream, self)
  local sections = self.sections
  return spawn(function()
    local buffer = byte_span.new(PIECE)
    while true do
      local ok, count = pcall(stream.read_some, stream, buffer)
      if not ok then break end
      self.heard = now()
      sections:feed(tostring(buffer:slice(1, count)))
    end
    sections:finish()
  end)
end

local function read_events(stream, handle)
  return spawn(function()
    while true do
      local ok, line = pcall(stream.read_line, stream)
      if not ok or not line then return end
      local is_json, event = pcall(json.decode, line)
      if is_json then handle(event) end
    end
  end)
end

-- Waits for a reader. If the pipe does not end soon, another process holds the pipe, so the pipe is closed.
local function join(reader, stream)
  pcall(time.with_timeout, DRAIN_TIME, reader.join, reader)
  stream:close()
  if reader.joinable then pcall(reader.join, reader) end
end

-- The state of a running worker: child, due = the time at which the worker is killed, stopped = the reason why it was
-- stopped, heard = the time of its last output.
local worker = {}
worker.__index = worker

-- Makes the worker report all fibers. Returns when the worker has written the report. A worker that a C function keeps
-- busy needs some time for this.
function worker:report()
  local asked = now()
  pcall(self.child.kill, self.child, system.signal.SIGUSR1)
  repeat
    pcall(time.with_timeout, REPORT_PAUSE, self.child.wait, self.child)
    local heard = self.heard
    local is_complete = heard and heard > asked and now() - heard >= REPORT_PAUSE
  until is_complete or not self.child.pid or now() - asked >= REPORT_TIME
end

-- Kills the worker and all its descendant processes. If wants_report is true, first requests a report of all fibers.
function worker:stop(reason, wants_report)
  if self.stopped then return end
  self.stopped = reason
  local pid = self.child.pid
  if not pid then return end
  if wants_report then self:report() end
  if self.child.pid then tree.kill(pid) end
end

local function watch(self)
  return spawn({daemon = true}, function()
    while self.child.pid and not self.stopped do
      local left = self.due and self.due - now() or 1
      if left <= 0 then
        if not self.children or self.has_killed then return self:stop("time", true) end
        -- The test may wait in os.execute or io.popen, which block the worker.
        self.has_killed, self.due = true, now() + AFTER_KILL
        tree.kill_below(self.child.pid, self.children)
        left = AFTER_KILL
      end
      time.sleep(left < 1 and left or 1)
    end
  end)
end

local function track(self, event, default_timeout)
  local is_loading = event.event == "step" and event.where == "load"
  if not self.has_begun and not is_loading then self.has_begun, self.due = true, nil end
  if event.event == "test_start" or event.event == "step" and not is_loading then
    local timeout = event.timeout or default_timeout
    self.due = timeout and now() + timeout + GRACE or nil
    self.children, self.has_killed = {}, false
    for _, pid in ipairs(event.children or {}) do self.children[pid] = true end
  elseif event.event == "plan" or event.event == "file_end" then
    self.due = nil
  elseif event.event == "test_end" then
    self.due = nil
    if event.timed_out and self.child.pid then tree.kill_below(self.child.pid, self.children or {}) end
  elseif event.event == "end" then
    self.has_ended, self.has_children = true, event.has_children
  end
end

-- Runs a request in a worker, and calls handle(event, sections) for each event. `running` is the set of running
-- workers, through which the caller can stop them. Returns the ended worker: stopped, exit_code, exit_signal, sections.
function process.run(request, running, handle)
  request.nonce = format("moonwire-%08x%08x-", random(0, 0xffffffff), random(0, 0xffffffff))
  local child, events, output = start(request)
  local self = setmetatable({child = child, sections = output_of.new(request.nonce)}, worker)
  if request.timeout then self.due = now() + request.timeout + LOAD_GRACE end
  local pid = child.pid
  tree.workers[pid], running[self] = true, true
  local output_reader = read_output(output, self)
  local event_reader = read_events(events, function(event)
    track(self, event, request.timeout)
    if event.mark then self.sections:wait_for(event.mark) end
    handle(event, self.sections)
  end)
  watch(self)
  pcall(child.stdin.write, child.stdin, json.encode(request, {escape_invalid = true}))
  child.stdin:close()
  self.exit_code, self.exit_signal = child:wait()
  tree.workers[pid], running[self] = nil, nil
  if not self.has_ended or self.has_children then tree.kill_adopted() end
  join(output_reader, output)
  join(event_reader, events)
  return self
end

return process
