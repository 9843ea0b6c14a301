---@meta stream

---Whole buffers and records of streams.
local stream = {}

---Something that can be read from.
---@alias stream.readable
---| pipe.read_stream
---| { read_some: async fun(self: any, buffer: byte_span): integer }

---Something that can be written to.
---@alias stream.writable
---| pipe.write_stream
---| { write_some: async fun(self: any, buffer: byte_span): integer }

---Reads until the buffer is full.
---@async
---@param s stream.readable
---@param buffer byte_span
---@return integer count
function stream.read_all(s, buffer) end

---Reads at least `minimum` bytes into the buffer.
---@async
---@param s stream.readable
---@param buffer byte_span
---@param minimum integer
---@return integer count
function stream.read_at_least(s, buffer, minimum) end

---Writes all bytes.
---@async
---@param s stream.writable
---@param buffer byte_span|string
---@return integer count
function stream.write_all(s, buffer) end

---Writes at least `minimum` bytes.
---@async
---@param s stream.writable
---@param buffer byte_span|string
---@param minimum integer
---@return integer count
function stream.write_at_least(s, buffer, minimum) end

---Cuts a stream into records.
---@class stream.scanner
---@field record_number integer The number of records so far
---@field record_terminator string The separator, or an empty string at the end of the stream
stream.scanner = {}

---Options of a scanner.
---@alias stream.scanner.options { stream: stream.readable, record_separator?: string, field_separator?: string, trim_record?: boolean, buffer_size_hint?: integer, max_record_size?: integer }

---A scanner of a stream.
---@param options stream.scanner.options
---@return stream.scanner
---@nodiscard
function stream.scanner.new(options) end

---A scanner that returns the words of each line.
---@param s stream.readable
---@return stream.scanner
---@nodiscard
function stream.scanner.with_awk_defaults(s) end

---The next record, or its fields.
---@async
---@return byte_span|byte_span[]
function stream.scanner:get_line() end

---The record that was found, as it is in the stream.
---@return byte_span
---@nodiscard
function stream.scanner:buffered_line() end

---Removes that record from the buffer.
function stream.scanner:remove_line() end

---The bytes that the scanner holds, and the position of the first that was not removed.
---@return byte_span
---@return integer
---@nodiscard
function stream.scanner:buffer() end

---Makes the scanner continue with other bytes.
---@param buffer byte_span|string
---@param offset? integer 1 if absent
function stream.scanner:set_buffer(buffer, offset) end

return stream
