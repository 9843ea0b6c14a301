---@meta file_descriptor

---A descriptor of the system that the script owns.
---@class file_descriptor
local file_descriptor = {}

---Takes over a descriptor that the program was started with.
---@param number integer
---@return file_descriptor
---@nodiscard
function file_descriptor.from_number(number) end

---Closes the descriptor.
function file_descriptor:close() end

---Returns another descriptor of the same open file.
---@return file_descriptor
---@nodiscard
function file_descriptor:dup() end

return file_descriptor
