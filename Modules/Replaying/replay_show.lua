-- `moonwire record show`: prints the datagrams and ICMP messages of a capture file.
local _, host = ...
local late = host.late
local text, decode, capture = late("replay_text.lua"), late("replay_decode.lua"), late("replay_capture.lua")
local stdout, stderr, write, flush = io.stdout, io.stderr, io.stdout.write, io.stdout.flush
local format, gmatch, match, concat, error = string.format, string.gmatch, string.match, table.concat, error
local endpoint, from_bytes, printable = ip.tostring, ip.address.from_bytes, byte_span.printable
local ipairs, to_hex = ipairs, byte_span.to_hex
local NANO <const>, FIRST <const> = 1e9, 16
local MISUSE <const>, UNREADABLE <const> = 2, 3

local function side(d, name)
  return d[name .. "_port"] and text.name(d, name) or endpoint(from_bytes(d[name]))
end

-- Returns the name of an ICMP message, and the datagram that it is about.
local function icmp_text(d)
  local icmp = d.icmp
  local name = icmp.is_report and late("prober_icmp.lua").name(icmp)
    or format("%s message (%d/%d)", icmp.v6 and "ICMPv6" or "ICMP", icmp.type, icmp.code)
  local about = d.about
  return name .. (about and " about " .. text.name(about, "from") .. " > " .. text.name(about, "to") or "")
end

local function lines_of(d, started, count)
  local lines = {format("%5d %12.6f  %s > %s  %s", d.number, (d.time - started) / NANO, side(d, "from"), side(d, "to"),
    d.icmp and icmp_text(d) or d.length .. (d.length == 1 and " byte" or " bytes"))}
  if d.direction then lines[1] = lines[1] .. ", " .. d.direction end
  if #d.bytes < d.length then lines[1] = lines[1] .. ", cut: " .. #d.bytes .. " were recorded" end
  if d.lost and d.lost ~= 0 then lines[#lines + 1] = "        packets lost before this one: " .. d.lost end
  for line in gmatch(d.comment or "", "[^\n]+") do lines[#lines + 1] = "        # " .. printable(line) end
  if not d.icmp then
    local name, content = decode.text(d)
    if name then lines[#lines + 1] = "        " .. name .. ": " .. content end
    for _, line in ipairs(text.dump(d.bytes, count, "        ")) do lines[#lines + 1] = line end
  end
  return concat(lines, "\n")
end

local function json_of(d)
  local protocol, content
  if not d.icmp then protocol, content = decode.text(d) end
  return host.own.short.json.encode({
    number = d.number, time_ns = d.time, from = side(d, "from"), to = side(d, "to"), length = d.length,
    bytes = to_hex(d.bytes), direction = d.direction, interface = d.interface, comment = d.comment, lost = d.lost,
    protocol = d.icmp and "icmp" or protocol, text = d.icmp and icmp_text(d) or content,
  }, {sort_keys = true, escape_invalid = true})
end

-- Prints the file and returns the exit status and a message.
return function(path, options)
  local message = decode.choose(options.decode or {})
  if message then return MISUSE, "--decode: " .. message end
  local is_wanted
  if options.conversation then
    is_wanted = text.matcher(options.conversation)
    if not is_wanted then
      return MISUSE, "--conversation: '" .. options.conversation .. "' is not ADDRESS:PORT or ADDRESS"
    end
  end
  local started, failure
  local function each(d)
    started = started or d.time
    local ends = d.about or d
    if is_wanted then
      if not ends.from_port then return end
      if not is_wanted(text.key(ends, "from")) and not is_wanted(text.key(ends, "to")) then return end
    end
    local ok, why = write(stdout, options.json and json_of(d) or lines_of(d, started, options.bytes or FIRST), "\n")
    if not ok then
      failure = why
      error({text = why}, 0)
    end
  end
  local notes, problem = capture(path, each)
  local ok, why = flush(stdout)
  if not ok and not failure then failure = why end
  if failure then
    -- A reader that has enough, such as head, closes the pipe.
    if match(failure, "Broken pipe") then return 0 end
    return 7, "cannot write to standard output: " .. failure
  end
  if not notes then return UNREADABLE, problem end
  for i = 1, #notes do write(stderr, "moonwire: ", printable(path), ": ", notes[i], "\n") end
  return 0
end
