#!/usr/bin/env moonwire
-- A supervisor: starts programs, shows their output by name, and starts a program again when it fails. On SIGINT or
-- SIGTERM it ends all programs in order. It ends by itself when every program has ended with status 0.
-- Run it with: moonwire scripts/supervisor.lua [COMMAND...]
-- Each command is given to sh. Without arguments it looks after three small programs, one of which fails at first.

local system, time = require "system", require "time"
local signal = system.signal

local FIRST_PAUSE <const>, LONGEST_PAUSE <const>, MOST_STARTS <const> = 0.01, 5, 10

local commands = {...}
if #commands == 0 then
  local mark = os.tmpname()
  os.remove(mark)
  commands = {
    "echo working; echo done",
    "if [ -e " .. mark .. " ]; then rm " .. mark .. "; echo better now; else touch " .. mark ..
      "; echo failing >&2; exit 1; fi",
    "sleep 0.05; echo slept",
  }
end

local function show(name, text) system.out:write(name .. ": " .. text .. "\n") end

local function show_lines(name, stream)
  return spawn(function()
    for line in stream:lines() do show(name, line) end
  end)
end

-- Programs that the child has started may hold its pipes open, so that the lines have no end.
local interrupts = {__close = function(readers)
  for _, reader in ipairs(readers) do reader:interrupt() end
end}

-- Runs a command until it has ended with status 0. Returns the number of starts.
local function look_after(name, command)
  local pause = FIRST_PAUSE
  for start = 1, MOST_STARTS do
    local child <close> = system.spawn{
      program = "sh", arguments = {"sh", "-c", command}, environment = system.environment,
      stdout = "pipe", stderr = "pipe", pdeathsig = signal.SIGTERM,
    }
    local readers <close> = setmetatable({show_lines(name, child.stdout), show_lines(name, child.stderr)}, interrupts)
    local status = child:wait()
    for _, reader in ipairs(readers) do reader:join() end
    if status == 0 then return start end
    show(name, "ended with status " .. status)
    time.sleep(pause)
    pause = math.min(pause * 2, LONGEST_PAUSE)
  end
  error(name .. " fails again and again", 0)
end

local fibers = {}
for i, command in ipairs(commands) do
  fibers[i] = spawn(function() return look_after("program " .. i, command) end)
end

local signals = signal.set.new(signal.SIGINT, signal.SIGTERM)
local listener = spawn(function()
  signals:wait()
  for _, f in ipairs(fibers) do f:interrupt() end
end)

local failed = false
for i, f in ipairs(fibers) do
  local ok, starts = pcall(f.join, f)
  if ok and starts then
    print("program " .. i .. " has ended well, starts: " .. starts)
  elseif not ok then
    failed = true
    io.stderr:write(tostring(starts), "\n")
  end
end
listener:interrupt()
if failed then system.exit(1) end
