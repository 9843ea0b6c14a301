-- Skips tests if the machine does not meet their requirements: test.requires{ipv6 = true, program = "dig"}.

local _, host = ...
local failure, environment = host.late("test_failure.lua"), host.late("test_environment.lua")
local pcall, type, tostring, pairs, open, getenv = pcall, type, tostring, pairs, io.open, os.getenv

local gmatch, find, match, ip, byte_span = string.gmatch, string.find, string.match, ip, byte_span

local is_program = host.test.is_program

local requires = {}

-- Each function checks one requirement. Returns a reason to skip the test, or nothing if the requirement is met.
local checks = {}

local function try(f)
  local sock = ip.udp.socket.new()
  local ok, e = pcall(f, sock)
  sock:close()
  return not ok and tostring(e) or nil
end

function checks.ipv6()
  local reason = try(function(sock)
    sock:open("v6")
    sock:bind("::1", 0)
  end)
  return reason and "the machine has no IPv6: " .. reason
end

function checks.multicast()
  local reason = try(function(sock)
    sock:open("v4")
    sock:bind("0.0.0.0", 0)
    sock:set_option("join_multicast_group", "239.255.77.77")
    sock:send_to(byte_span.append("\0"), "239.255.77.77", 9)
  end)
  return reason and "the machine has no multicast: " .. reason
end

function checks.root()
  local file <close> = open("/proc/self/status", "r")
  local id = file and match(file:read("a"), "\nUid:%s+%d+%s+(%d+)")
  if id ~= "0" then return "the test needs to run as root" end
end

local function is_installed(program)
  if find(program, "/", 1, true) then return is_program(program) end
  for folder in gmatch(getenv("PATH") or "", "[^:]+") do
    if is_program(folder .. "/" .. program) then return true end
  end
  return false
end

function checks.program(wanted)
  for _, program in pairs(type(wanted) == "table" and wanted or {wanted}) do
    if type(program) ~= "string" or program == "" then
      failure.raise("bad argument #1 to 'requires' (program: the name of a program expected)", 3)
    end
    if not is_installed(program) then return "the program '" .. program .. "' is not installed" end
  end
end

-- Skips tests if the machine does not meet a requirement. In a block, skips all tests of the block, otherwise the
-- running test. Raises a failure instead if MOONWIRE_REQUIRE is "all".
function requires.check(wanted)
  if type(wanted) ~= "table" then failure.raise("bad argument #1 to 'requires' (table expected)", 2) end
  for name, value in pairs(wanted) do
    local check = checks[name]
    if not check then failure.raise("there is no requirement '" .. tostring(name) .. "'", 2) end
    local reason = value and check(value)
    if reason then
      if getenv("MOONWIRE_REQUIRE") == "all" then failure.raise("required by MOONWIRE_REQUIRE: " .. reason, 2) end
      local element = environment.current()
      if element.kind ~= "describe" and element.kind ~= "file" then failure.skip(reason) end
      element.skip_reason = element.skip_reason or reason
    end
  end
end

return requires
