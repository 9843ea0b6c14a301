-- The entry point of `moonwire replay`, `moonwire record show` and `moonwire init test --from`. Gets the options, a
-- JSON object whose field `replay`, `record` or `init` has the arguments of the command.
local _, host = ...
local late, exit = host.late, os.exit
local stdout, stderr, write = io.stdout, io.stderr, io.stdout.write
local match, pairs, type, tostring, pcall = string.match, pairs, type, tostring, pcall
local from_hex, endpoint = byte_span.from_hex, ip.tostring
local MISUSE <const>, UNREADABLE <const>, FAILED <const> = 2, 3, 7
local IDLE <const> = 30 -- seconds to wait for a datagram by default

local function stop(status, ...)
  write(stderr, "moonwire: ", ...)
  write(stderr, "\n")
  return status
end

-- Restores the texts that are not UTF-8. The field NAME_in_hex has the bytes of the texts in the field NAME.
local function restore(options)
  for key, list in pairs(options) do
    local name = match(key, "^(.*)_in_hex$")
    if name then
      local texts = {}
      for i = 1, #list do texts[i] = tostring(from_hex(list[i])) end
      options[name] = type(options[name]) == "table" and texts or texts[1]
    end
  end
  return options
end

local function replay(options)
  if #options.replay ~= 1 then return stop(MISUSE, "replay: expected one file") end
  local path = options.replay[1]
  options.timeout = options.timeout or IDLE
  local plan, notes, is_option = late("replay_plan.lua").new(path, options)
  if not plan then return stop(is_option and MISUSE or UNREADABLE, is_option and "--" or "", notes) end
  for i = 1, #notes do stop(0, path, ": ", notes[i]) end
  local ok, running = pcall(late("replay_run.lua"), plan)
  if not ok then return stop(FAILED, "the replay cannot start: ", tostring(running)) end
  if plan.is_server then stop(0, "replaying at ", endpoint(running.address, running.port)) end
  local done, status, message = pcall(running.run, running)
  running:close()
  if not done then return stop(FAILED, tostring(status)) end
  if status == FAILED then return stop(status, message) end
  write(stdout, message, "\n")
  return status
end

local function record(options)
  local words = options.record
  if #words ~= 2 or words[1] ~= "show" then return stop(MISUSE, "record: expected show and a file") end
  local status, message = late("replay_show.lua")(words[2], options)
  if message then stop(status, message) end
  return status
end

local function main(options)
  if options.record then return record(options) end
  if options.replay then return replay(options) end
  local status, message = late("replay_spec.lua")(options)
  if status == 0 then
    write(stdout, message, "\n")
    return status
  end
  return stop(status, message)
end

return function(text) exit(main(restore(host.own.short.json.decode(text)))) end
