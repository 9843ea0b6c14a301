---@meta pipe

---Pipes, and streams of bytes from other descriptors.
local pipe = {}

---A descriptor that fibers read from.
---@class pipe.read_stream
---@field is_open boolean True until `close` or `release`
pipe.read_stream = {}

---A descriptor that fibers write to.
---@class pipe.write_stream
---@field is_open boolean True until `close` or `release`
pipe.write_stream = {}

---The two ends of a new pipe.
---@return pipe.read_stream
---@return pipe.write_stream
---@nodiscard
function pipe.pair() end

---A stream of a descriptor, or a closed one.
---@param fd? file_descriptor
---@return pipe.read_stream
---@nodiscard
function pipe.read_stream.new(fd) end

---Reads into a buffer; raises `eof` at the end.
---@async
---@param buffer byte_span
---@return integer count at least 1
function pipe.read_stream:read_some(buffer) end

---Reads a line and returns it without its end.
---@async
---@param max? integer The maximum number of bytes in the line
---@return string? line nil at the end
function pipe.read_stream:read_line(max) end

---An iterator over the lines.
---@param max? integer The maximum number of bytes in a line
---@return async fun(): string?
---@nodiscard
function pipe.read_stream:lines(max) end

---Reads to the end.
---@async
---@param max? integer The maximum number of bytes in the text
---@return string
---@nodiscard
function pipe.read_stream:read_text(max) end

---Closes the stream.
function pipe.read_stream:close() end

---Makes every waiting fiber raise `operation_aborted`.
function pipe.read_stream:cancel() end

---Opens a closed stream with a descriptor.
---@param fd file_descriptor
function pipe.read_stream:assign(fd) end

---Gives the descriptor away and closes the stream.
---@return file_descriptor
function pipe.read_stream:release() end

---Another descriptor of the same open file.
---@return file_descriptor
---@nodiscard
function pipe.read_stream:dup() end

---True if the descriptor is a terminal.
---@return boolean
---@nodiscard
function pipe.read_stream:isatty() end

---The foreground process group of the terminal.
---@return integer
---@nodiscard
function pipe.read_stream:tcgetpgrp() end

---Sets the foreground process group of the terminal.
---@param group integer
function pipe.read_stream:tcsetpgrp(group) end

---Closes the stream.
function pipe.write_stream:close() end

---Makes every waiting fiber raise `operation_aborted`.
function pipe.write_stream:cancel() end

---Opens a closed stream with a descriptor.
---@param fd file_descriptor
function pipe.write_stream:assign(fd) end

---Gives the descriptor away and closes the stream.
---@return file_descriptor
function pipe.write_stream:release() end

---Another descriptor of the same open file.
---@return file_descriptor
---@nodiscard
function pipe.write_stream:dup() end

---True if the descriptor is a terminal.
---@return boolean
---@nodiscard
function pipe.write_stream:isatty() end

---The foreground process group of the terminal.
---@return integer
---@nodiscard
function pipe.write_stream:tcgetpgrp() end

---Sets the foreground process group of the terminal.
---@param group integer
function pipe.write_stream:tcsetpgrp(group) end

---A stream of a descriptor, or a closed one.
---@param fd? file_descriptor
---@return pipe.write_stream
---@nodiscard
function pipe.write_stream.new(fd) end

---Writes some bytes of a buffer.
---@async
---@param buffer byte_span|string
---@return integer count at least 1
function pipe.write_stream:write_some(buffer) end

---Writes all bytes.
---@async
---@param text string|byte_span
---@return integer count
function pipe.write_stream:write(text) end

return pipe
