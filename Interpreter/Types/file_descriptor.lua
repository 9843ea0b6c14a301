---@meta _

---A descriptor of the system that the script owns.
---@class file_descriptor
local file_descriptor = {}

---Closes it.
function file_descriptor:close() end

---Another descriptor of the same open file.
---@return file_descriptor
---@nodiscard
function file_descriptor:dup() end
