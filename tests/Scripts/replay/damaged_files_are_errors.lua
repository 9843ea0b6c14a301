-- Cuts files and changes their bytes at random. A file is read or refused with one error.
local captures = dofile("support/captures.lua")
local test = require "moonwire.test"
local pack = string.pack
local v4, section = captures.v4, captures.section("<")
local hello = v4("10.0.0.1", 1000, "10.0.0.2", 4000, "hello")
local long = ("fragment "):rep(5)
local samples = {
  captures.pcap("vlan", {hello, hello}), captures.pcap("cooked2", {hello, hello}, ">", true),
  captures.pcap("raw", {
    v4("10.0.0.1", 1, "10.0.0.2", 2, long, 16), v4("10.0.0.1", 1, "10.0.0.2", 2, long, 0, 16),
    captures.v6_packet(0, "\44\0\1\4\0\0\0\0" .. pack(">BBI2I4", 17, 0, 1, 7) .. captures.udp(1, 2, "fragment 1")),
    captures.v6_packet(44, pack(">BBI2I4", 17, 0, 16, 7) .. "fragment 2"),
    captures.v4_packet(1, pack(">BBI2I4", 3, 3, 0, 0) .. hello),
    captures.v6_packet(58, pack(">BBI2I4", 1, 4, 0, 0) .. captures.v6(1000, 4000, "hello")),
  }),
  section .. captures.interface("<", "raw", 2, "name", 9, "\9", 14, pack("<i8", 5))
    .. captures.enhanced("<", 0, 1000000001, hello, 1, "a comment", 2, pack("<I4", 1), 4, pack("<i8", 3))
    .. captures.block("<", 2, pack("<I2I2I4I4I4I4", 0, 0, 0, 1500000, #hello, #hello) .. hello)
    .. captures.block("<", 3, pack("<I4", #hello) .. hello) .. captures.section(">"),
}
local seed = os.time()
math.randomseed(seed)
local path, counts = os.tmpname(), {}
local function try(content)
  local file <close> = assert(io.open(path, "wb"))
  file:write(content)
  file:close()
  local ok, result = pcall(test.replay, path)
  if ok then
    result:close()
    counts.read = (counts.read or 0) + 1
    return
  end
  -- A clear error names the file.
  result = tostring(result)
  local text = result:match("^damaged_files_are_errors.lua:%d+: (.*)$")
  if not text or text:sub(1, #path + 2) ~= path .. ": " or text:find("attempt to") or text:find("bad argument") then
    print("seed", seed, result)
  end
  counts.refused = (counts.refused or 0) + 1
end
for _, sample in ipairs(samples) do
  for length = 0, #sample - 1, math.max(1, #sample // 60) do try(sample:sub(1, length)) end
  for _ = 1, 150 do
    local bytes = {sample:byte(1, -1)}
    for _ = 1, math.random(1, 4) do bytes[math.random(#bytes)] = math.random(0, 255) end
    try(string.char(table.unpack(bytes)))
  end
end
os.remove(path)
print(counts.read > 0, counts.refused > 0)
