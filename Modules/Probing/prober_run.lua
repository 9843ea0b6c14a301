-- Runs the command: checks the options, probes the targets, writes the outputs, and returns the exit status.
local _, host = ...
local late = host.late
local stderr, write, open = io.stderr, io.stderr.write, io.open
local match, gmatch, gsub, find = string.match, string.gmatch, string.gsub, string.find
local tostring, pcall = tostring, pcall
local max, min, ipairs = math.max, math.min, ipairs
local MISUSE <const>, NOT_WRITTEN <const>, SPARE <const>, MOST <const> = 2, 7, 40, 4000
local UNKNOWN <const> = 3 -- the status of Nagios
local ASKING <const> = {"send", "timeout", "retries", "wait", "count", "interval", "size", "source", "protocol"}

local function misuse(message, settings)
  write(stderr, "moonwire: ", late("prober_verdict.lua").safe(message),
    "\nusage: moonwire probe [options] target...\n       moonwire probe --help prints more\n")
  return settings.nagios and UNKNOWN or MISUSE
end

-- Returns the targets of a file: one a line, without comments.
local function read_targets(path, list)
  local file, message = io.stdin, nil
  if path ~= "-" then file, message = open(path) end
  local content
  if file then content, message = file:read("a") end
  if path ~= "-" and file then file:close() end
  if not content then return "--targets: cannot read " .. path .. ": " .. gsub(message, "^.*: ", "") end
  local number = 0
  for line in gmatch((gsub(content, "^\u{FEFF}", "")), "[^\n]*") do
    number = number + 1
    local text, rest = match(line, "^%s*(%S+)%s*(.-)%s*$")
    if text and not find(text, "^#") then
      if rest ~= "" and not find(rest, "^#") then
        return "--targets: " .. path .. ":" .. number .. ": one target on each line expected"
      end
      list[#list + 1] = text
    end
  end
end

-- Completes the settings. Returns a message if an option is wrong.
local function prepare(settings)
  settings.timeout, settings.retries = settings.timeout or 5, settings.retries or 2
  settings.source_port = 0
  local count = 0
  for _, wants_output in ipairs {
    settings.json or false, settings.nagios or false, settings.openmetrics == "-", settings.junit == "-",
  } do
    if wants_output then count = count + 1 end
  end
  if count > 1 then
    return "only one of --json, --nagios, --openmetrics - and --junit - can write to standard output"
  end
  if settings.count and settings.wait then return "--count and --wait exclude each other" end
  if settings.ipv4 and settings.ipv6 then return "-4 and -6 exclude each other" end
  local message
  if settings.send then
    settings.question, message = late("prober_data.lua").question(settings.send)
    if message then return message end
  end
  if settings.expect then
    settings.expects, message = late("prober_data.lua").expectations(settings.expect)
    if message then return message end
  else
    settings.expects = function() return true end
  end
  if settings.source then
    local address, port = late("prober_parse.lua").endpoint(settings.source)
    local ok
    ok, address = pcall(ip.address.new, tostring(address))
    if not ok then return "--source: '" .. settings.source .. "' is not ADDRESS or ADDRESS:PORT" end
    settings.source_address, settings.source_port = address, port or 0
  end
  if settings.interface then
    for _, interface in ipairs(ip.interfaces()) do
      if interface.name == settings.interface or tostring(interface.index) == settings.interface then
        settings.interface_index = interface.index
      end
    end
    if not settings.interface_index then return "--interface: there is no interface '" .. settings.interface .. "'" end
  end
  for i = 1, #(settings.protocol or {}) do
    message = late("prober_protocols.lua").load(settings.protocol[i])
    if message then return "--protocol: " .. message end
  end
end

local function find_targets(settings)
  local texts, targets, files = settings.arguments, {}, settings.targets or {}
  for i = 1, #files do
    local message = read_targets(files[i], texts)
    if message then return nil, message end
  end
  if not texts[1] then return nil, "no target" end
  local parse = late("prober_parse.lua")
  for i = 1, #texts do
    local message
    targets[i], message = parse.target(settings, texts[i])
    if message then return nil, message end
  end
  return targets
end

-- Returns the number of targets that are probed at once. A target has one socket, or two if its name may have addresses
-- of both families.
local function most_at_once(targets)
  local sockets = 1
  for i = 1, #targets do
    if not pcall(ip.address.new, targets[i].host) then sockets = 2 end
  end
  return max(1, min((host.probing.descriptors() - SPARE) // sockets, MOST))
end

-- Probes the targets, and calls show(result) in the order of the targets.
local function run_all(settings, targets, show)
  local run = late("prober_target.lua").run
  if #targets == 1 then
    local live = settings.count and not settings.json and late("prober_live.lua").new()
    local result = run(settings, targets[1], live)
    if live then live:clear() end
    return show(result)
  end
  local results, next_shown = {}, 1
  require("moonwire.group").map(targets, min(#targets, most_at_once(targets)), function(target, position)
    results[position] = run(settings, target)
    while results[next_shown] do
      show(results[next_shown])
      next_shown = next_shown + 1
    end
  end)
end

-- Returns the status, or a higher status if standard output could not be written.
local function written(settings, status)
  local failure = late("prober_output.lua").failure
  if not failure then return status end
  write(stderr, "moonwire: cannot write to standard output: ", failure, "\n")
  return settings.nagios and UNKNOWN or max(status, NOT_WRITTEN)
end

local function new_signal_set(name)
  local signal = require "moonwire.system".signal
  return signal.set.new(signal[name])
end

-- Returns a message if an option has no meaning for --listen.
local function listen_complaint(settings)
  if settings.arguments[1] or settings.targets then return "--listen takes no targets" end
  for i = 1, #ASKING do
    if settings[ASKING[i]] then return "--listen and --" .. ASKING[i] .. " exclude each other" end
  end
end

-- Returns the outputs. The last output may determine the status.
local function outputs_of(settings, targets)
  local outputs = {}
  local function add(name) outputs[#outputs + 1] = late(name).new(settings, targets) end
  if settings.openmetrics then add("prober_openmetrics.lua") end
  if settings.junit then add("prober_junit.lua") end
  if settings.json then add("prober_json.lua")
  elseif settings.nagios then add("prober_nagios.lua")
  elseif settings.openmetrics ~= "-" and settings.junit ~= "-" then add("prober_text.lua") end
  return outputs
end

return function(settings)
  local message = settings.listen and listen_complaint(settings) or prepare(settings)
  if message then return misuse(message, settings) end
  if settings.list then return written(settings, late("prober_list.lua")()) end
  local result, targets
  if settings.listen then
    result, message = late("prober_listen.lua")(settings)
    targets = {{text = settings.listen}}
  else
    targets, message = find_targets(settings)
  end
  if message then return misuse(message, settings) end
  local outputs, status = outputs_of(settings, targets), 0
  -- If nobody reads standard output any more, the files are still written. The signal would end the process.
  local broken_pipe <close> = (settings.openmetrics or settings.junit) and new_signal_set("SIGPIPE") or nil
  local function show(one)
    status = max(status, one.status)
    for i = 1, #outputs do outputs[i]:add(one) end
  end
  if result then show(result) else run_all(settings, targets, show) end
  for i = 1, #outputs do
    local ok, own_status = outputs[i]:finish()
    if not ok then status = settings.nagios and UNKNOWN or max(status, NOT_WRITTEN) end
    status = own_status or status
  end
  return written(settings, status)
end
