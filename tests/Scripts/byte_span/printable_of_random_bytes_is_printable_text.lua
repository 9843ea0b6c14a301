local seed = tonumber(os.getenv("FUZZ_SEED")) or math.random(1 << 31)
math.randomseed(seed)

-- Control characters, and characters that change the direction, break a line or are invisible.
local hidden = {{0, 31}, {0x7F, 0x9F}, {0xAD, 0xAD}, {0x61C, 0x61C}, {0x200B, 0x200F}, {0x2028, 0x202E},
  {0x2060, 0x2064}, {0x2066, 0x206F}, {0xFEFF, 0xFEFF}, {0xE0001, 0xE0001}, {0xE0020, 0xE007F}}
local function is_hidden(code)
  for _, range in ipairs(hidden) do
    if code >= range[1] and code <= range[2] then return true end
  end
end

local function random_character()
  local kind = math.random(6)
  if kind == 1 then return string.char(math.random(0, 255)) end
  if kind == 2 then return string.char(math.random(0, 31)) end
  if kind == 3 then return utf8.char(math.random(0x80, 0x10FFFF)) end -- including surrogates, which are not valid UTF-8
  if kind == 4 then
    local range = hidden[math.random(#hidden)]
    return utf8.char(math.random(range[1], range[2]))
  end
  if kind == 5 then return utf8.char(math.random(0x80, 0x1FFFFF)):sub(1, math.random(4)) end -- truncated or not Unicode
  return ('az"\\%09 '):sub(math.random(8)):sub(1, 1)
end

local function check(text)
  local shown = byte_span.printable(text)
  assert(utf8.len(shown), "it is UTF-8")
  for _, code in utf8.codes(shown) do assert(not is_hidden(code), "nothing is hidden") end
  assert(byte_span.printable(text) == shown and byte_span.append(text):printable() == shown, "it is always the same")
  assert(load('return "' .. shown:gsub('"', '\\"') .. '"')() == text, "it reads back")
  return shown
end

local ok, e = pcall(function()
  for _ = 1, 3000 do
    local characters = {}
    for i = 1, math.random(0, 30) do characters[i] = random_character() end
    check(table.concat(characters))
  end
  -- Other text is unchanged: printable ASCII without the backslash, and letters of other languages.
  for _ = 1, 1000 do
    local characters = {}
    for i = 1, math.random(0, 30) do
      local code = ({math.random(0x20, 0x5B), math.random(0x5D, 0x7E), math.random(0xC0, 0x17F),
        math.random(0x4E00, 0x9FA5)})[math.random(4)]
      characters[i] = utf8.char(code)
    end
    local text = table.concat(characters)
    assert(check(text) == text, "text stays as it is")
  end
end)
print(ok or "FUZZ_SEED=" .. seed .. ": " .. tostring(e))
