---@meta byte_span

---A range of bytes in memory, which sockets read and write. Positions count from 1. A slice shares its span's memory.
---`#span` is the length in bytes, `tostring(span)` is a string of the bytes, and `a == b` compares the bytes.
---@class byte_span
---@field [integer] integer The byte at a position, 0 to 255
---@field capacity integer The number of bytes from the span's start to the end of its memory; read only
---@operator len: integer
local span = {}

---Returns a span of the bytes from `first` to `last`, in the same memory.
---@param first? integer 1 to the capacity + 1; 1 if absent
---@param last? integer `first` - 1 to the capacity; the length if absent
---@return byte_span
---@nodiscard
function span:slice(first, last) end

---Returns this span joined with the others: in this span's memory if its capacity allows, otherwise in new memory.
---@param ... byte_span|string|nil
---@return byte_span
---@nodiscard
function span:append(...) end

---Copies bytes of `source` to the start, as many as both have. The two may overlap.
---@param source byte_span|string
---@return integer copied
function span:copy(source) end

---Sets the bytes from `first` to `last`.
---@param byte integer 0 to 255
---@param first? integer 1 if absent
---@param last? integer The length if absent
---@return byte_span self
function span:fill(byte, first, last) end

---Returns true if the span starts with `prefix`.
---@param prefix byte_span|string
---@return boolean
---@nodiscard
function span:starts_with(prefix) end

---Returns true if the span ends with `suffix`.
---@param suffix byte_span|string
---@return boolean
---@nodiscard
function span:ends_with(suffix) end

---Returns the position of the first `target` at or after `start`.
---@param target byte_span|string
---@param start? integer 1 if absent
---@return integer? position
---@nodiscard
function span:find(target, start) end

---Returns the position of the last `target` that starts at or before `last`.
---@param target byte_span|string
---@param last? integer The length if absent
---@return integer? position
---@nodiscard
function span:rfind(target, last) end

---Returns the position of the first byte, at or after `start`, that is in `bytes`.
---@param bytes byte_span|string
---@param start? integer 1 if absent
---@return integer? position
---@nodiscard
function span:find_first_of(bytes, start) end

---Returns the position of the last byte, at or before `last`, that is in `bytes`.
---@param bytes byte_span|string
---@param last? integer The length if absent
---@return integer? position
---@nodiscard
function span:find_last_of(bytes, last) end

---Returns the position of the first byte, at or after `start`, that is not in `bytes`.
---@param bytes byte_span|string
---@param start? integer 1 if absent
---@return integer? position
---@nodiscard
function span:find_first_not_of(bytes, start) end

---Returns the position of the last byte, at or before `last`, that is not in `bytes`.
---@param bytes byte_span|string
---@param last? integer The length if absent
---@return integer? position
---@nodiscard
function span:find_last_not_of(bytes, last) end

---Returns a slice without the bytes at either end that are in `bytes`.
---@param bytes? byte_span|string ASCII's white space if absent
---@return byte_span
---@nodiscard
function span:trimmed(bytes) end

---Writes values into the span, in a format of `string.pack`. If it raises an error, nothing is written.
---@param format string
---@param position integer The position of the first byte, 1 to the length + 1
---@param ... number|string|byte_span
---@return integer after The position after the values
function span:pack(format, position, ...) end

---Returns the values at `position`, in a format of `string.pack`, and then the position after them.
---@param format string
---@param position? integer 1 if absent
---@return any ...
---@nodiscard
function span:unpack(format, position) end

---Returns a dump of the bytes, as `hexdump -C` prints it.
---@param columns? integer The number of bytes on a line, 1 to 256; 16 if absent
---@return string
---@nodiscard
function span:hex(columns) end

---Returns the bytes as text that is safe to print: backslashes, hidden characters and invalid UTF-8 are escaped.
---@return string
---@nodiscard
function span:printable() end

---Returns two hexadecimal digits for each byte.
---@return string
---@nodiscard
function span:to_hex() end

---Returns the bytes in base64.
---@return string
---@nodiscard
function span:to_base64() end

byte_span = {}

---Creates a span of zero bytes.
---@param length integer
---@param capacity? integer The length to which it can grow; the length if absent
---@return byte_span
---@nodiscard
function byte_span.new(length, capacity) end

---Joins spans and strings. `byte_span.append(text)` creates a span from a string.
---@param ... byte_span|string|nil
---@return byte_span
---@nodiscard
function byte_span.append(...) end

---Copies bytes of `source` to the start of `target`, as many as both have.
---@param target byte_span
---@param source byte_span|string
---@return integer copied
function byte_span.copy(target, source) end

---Creates a span of values by a format of `string.pack`. With `target`, writes the values into it, and returns the
---position after them.
---@param format string
---@param ... number|string|byte_span
---@return byte_span
---@overload fun(target: byte_span, format: string, position: integer, ...: number|string|byte_span): integer
function byte_span.pack(format, ...) end

---Returns text that is safe to print: backslashes, hidden characters and invalid UTF-8 are escaped.
---@param text byte_span|string
---@return string
---@nodiscard
function byte_span.printable(text) end

---Returns two hexadecimal digits for each byte.
---@param bytes byte_span|string
---@return string
---@nodiscard
function byte_span.to_hex(bytes) end

---Returns the bytes that hexadecimal digits encode.
---@param text string
---@return byte_span
---@nodiscard
function byte_span.from_hex(text) end

---Returns the bytes in base64, with padding.
---@param bytes byte_span|string
---@return string
---@nodiscard
function byte_span.to_base64(bytes) end

---Returns the bytes that a text in base64 encodes. The padding may be missing.
---@param text string
---@return byte_span
---@nodiscard
function byte_span.from_base64(text) end

return byte_span
