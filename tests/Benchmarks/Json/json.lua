-- Decodes and encodes a document of about 1 MB with each module.  json.lua [ROUNDS] [MODULE...]
-- Measures the CPU time of each module (moonwire.json, cjson, dkjson) that can be loaded. The modules take turns, and
-- the best of 5 turns counts.
local rounds = tonumber(arg[1] or 20)
local names = #arg > 1 and {table.unpack(arg, 2)} or {"moonwire.json", "cjson", "dkjson"}

local records = {}
for i = 1, 5200 do
  records[i] = {
    id = i, name = "user " .. i, active = i % 2 == 0, score = i * 1.25, note = "a line\nwith \"quotes\" and é",
    tags = {"alpha", "beta", "tag" .. i % 17}, position = {x = i * 3, y = -i, z = i / 8},
  }
end

local modules = {}
for _, name in ipairs(names) do
  local ok, module = pcall(require, name)
  if ok then modules[#modules + 1] = {name = name, decode = module.decode, encode = module.encode, best = {}} end
end
local text = modules[1].encode(records)

local function measure(m, what, f, argument)
  local start = os.clock()
  for _ = 1, rounds do f(argument) end
  local seconds = (os.clock() - start) / rounds
  m.best[what] = math.min(m.best[what] or math.huge, seconds)
end

for _ = 1, 5 do
  for _, m in ipairs(modules) do
    measure(m, "decode", m.decode, text)
    measure(m, "encode", m.encode, records)
  end
end

print(("%-14s %10s %10s   of %d bytes"):format("", "decode", "encode", #text))
for _, m in ipairs(modules) do
  print(("%-14s %7.2f ms %7.2f ms"):format(m.name, m.best.decode * 1e3, m.best.encode * 1e3))
end
