---@meta byte_span

---A window of bytes that sockets read and write. Positions count from 1. A slice shares the memory of its span.
---`#span` is the length in bytes, `tostring(span)` a string of them, and `a == b` compares them.
---@class byte_span
---@field [integer] integer The byte at a position, 0 to 255
---@field capacity integer How many bytes there are from the span's start to the end of its memory; read only
---@operator len: integer
local span = {}

---The bytes from `first` to `last`, in the same memory.
---@param first? integer 1 to the capacity + 1; 1 if absent
---@param last? integer `first` - 1 to the capacity; the length if absent
---@return byte_span
---@nodiscard
function span:slice(first, last) end

---This span and the others, joined: in this span's memory if its capacity allows, otherwise in new memory.
---@param ... byte_span|string|nil
---@return byte_span
---@nodiscard
function span:append(...) end

---Copies bytes of `source` to the start: as many as both have. They may overlap.
---@param source byte_span|string
---@return integer copied
function span:copy(source) end

---Sets the bytes from `first` to `last`.
---@param byte integer 0 to 255
---@param first? integer 1 if absent
---@param last? integer The length if absent
---@return byte_span self
function span:fill(byte, first, last) end

---Whether the first bytes are those of `prefix`.
---@param prefix byte_span|string
---@return boolean
---@nodiscard
function span:starts_with(prefix) end

---Whether the last bytes are those of `suffix`.
---@param suffix byte_span|string
---@return boolean
---@nodiscard
function span:ends_with(suffix) end

---Where `target` first comes, at `start` or behind it.
---@param target byte_span|string
---@param start? integer 1 if absent
---@return integer? position
---@nodiscard
function span:find(target, start) end

---Where `target` last comes: it starts at `last` or before.
---@param target byte_span|string
---@param last? integer The length if absent
---@return integer? position
---@nodiscard
function span:rfind(target, last) end

---The first byte, from `start` on, that is one of `bytes`.
---@param bytes byte_span|string
---@param start? integer 1 if absent
---@return integer? position
---@nodiscard
function span:find_first_of(bytes, start) end

---The last byte, up to `last`, that is one of `bytes`.
---@param bytes byte_span|string
---@param last? integer The length if absent
---@return integer? position
---@nodiscard
function span:find_last_of(bytes, last) end

---The first byte, from `start` on, that is none of `bytes`.
---@param bytes byte_span|string
---@param start? integer 1 if absent
---@return integer? position
---@nodiscard
function span:find_first_not_of(bytes, start) end

---The last byte, up to `last`, that is none of `bytes`.
---@param bytes byte_span|string
---@param last? integer The length if absent
---@return integer? position
---@nodiscard
function span:find_last_not_of(bytes, last) end

---A slice that neither starts nor ends with any of `bytes`.
---@param bytes? byte_span|string ASCII's white space if absent
---@return byte_span
---@nodiscard
function span:trimmed(bytes) end

---Writes values into the span, in a format of `string.pack`. When anything is wrong, nothing is written.
---@param format string
---@param position integer Where the first byte goes, 1 to the length + 1
---@param ... number|string|byte_span
---@return integer after The position behind them
function span:pack(format, position, ...) end

---The values at `position`, in a format of `string.pack`, and after them the position behind them.
---@param format string
---@param position? integer 1 if absent
---@return any ...
---@nodiscard
function span:unpack(format, position) end

---The bytes for people to read, as `hexdump -C` shows them.
---@param columns? integer How many bytes are in a line, 1 to 256; 16 if absent
---@return string
---@nodiscard
function span:hex(columns) end

---The bytes as a text that is safe to print: a backslash, and what is hidden or no UTF-8, are escaped.
---@return string
---@nodiscard
function span:printable() end

byte_span = {}

---A span of zero bytes.
---@param length integer
---@param capacity? integer How far it can grow; the length if absent
---@return byte_span
---@nodiscard
function byte_span.new(length, capacity) end

---Joins spans and strings. `byte_span.append(text)` makes a span of a string.
---@param ... byte_span|string|nil
---@return byte_span
---@nodiscard
function byte_span.append(...) end

---Copies bytes of `source` to the start of `target`: as many as both have.
---@param target byte_span
---@param source byte_span|string
---@return integer copied
function byte_span.copy(target, source) end

---A new span of values, in a format of `string.pack`; or writes them into a span and returns the position behind them.
---@param format string
---@param ... number|string|byte_span
---@return byte_span
---@overload fun(target: byte_span, format: string, position: integer, ...: number|string|byte_span): integer
function byte_span.pack(format, ...) end

---A text that is safe to print: a backslash, and what is hidden or no UTF-8, are escaped.
---@param text byte_span|string
---@return string
---@nodiscard
function byte_span.printable(text) end

return byte_span
