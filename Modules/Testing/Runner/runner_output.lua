-- Splits the output of a worker into sections. The worker writes a mark at the start and at the end of each test. A
-- mark consists of a NUL byte, the nonce of the worker, the number of the mark, and a line feed.
local mutex, condition_variable = require "moonwire.mutex", require "moonwire.condition_variable"
local find, sub, match, concat = string.find, string.sub, string.match, table.concat
local setmetatable, tonumber = setmetatable, tonumber

local HALF <const> = 32 * 1024 -- of each section, this number of bytes is kept at the start and at the end
local LONGEST_MARK <const> = 64

local output = {}
output.__index = output

function output.new(nonce)
  return setmetatable({
    nonce = "\0" .. nonce, rest = "", mark = 0, sections = {}, lock = mutex.new(), changed = condition_variable.new(),
  }, output)
end

local function add(section, text)
  local room = HALF - #section.first
  if room > 0 then
    section.first = section.first .. sub(text, 1, room)
    text = sub(text, room + 1)
  end
  if text == "" then return end
  local last = section.last
  last[#last + 1] = text
  section.size = section.size + #text
  if section.size > 4 * HALF then
    local kept = sub(concat(last), -HALF)
    section.lost, section.size, section.last = section.lost + section.size - #kept, #kept, {kept}
  end
end

function output:append(text)
  if text == "" then return end
  local section = self.sections[self.mark]
  if not section then
    section = {first = "", last = {}, size = 0, lost = 0}
    self.sections[self.mark] = section
  end
  add(section, text)
end

-- Processes bytes from the pipe. A mark may be split between two calls.
function output:feed(bytes)
  local text, position = self.rest .. bytes, 1
  while true do
    local from = find(text, self.nonce, position, true)
    local mark, to
    if from then mark, to = match(text, "^(%d+)\n()", from + #self.nonce) end
    if not mark then break end
    self:append(sub(text, position, from - 1))
    self.mark, position = tonumber(mark), to
    self.changed:notify_all()
  end
  local held = find(text, "%z[^%z]*$", position)
  if held and #text - held >= LONGEST_MARK then held = nil end
  self:append(sub(text, position, (held or #text + 1) - 1))
  self.rest = held and sub(text, held) or ""
end

function output:finish()
  self:append(self.rest)
  self.rest, self.is_finished = "", true
  self.changed:notify_all()
end

-- Waits until the mark has been read.
function output:wait_for(mark)
  local _ <close> = self.lock:lock_guard()
  while self.mark < mark and not self.is_finished do self.changed:wait(self.lock) end
end

-- Returns the text between a mark and the next mark, and deletes the text.
function output:take(mark)
  local section = self.sections[mark]
  if not section then return "" end
  self.sections[mark] = nil
  local last = concat(section.last)
  local lost = section.lost + #last - HALF
  if lost <= 0 then return section.first .. last end
  return section.first .. "\n[" .. lost .. " bytes are left out]\n" .. sub(last, -HALF)
end

return output
