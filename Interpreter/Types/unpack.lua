---@meta _

---`table.unpack` under its name in Lua 5.1.
---@param list table
---@param i? integer 1 by default
---@param j? integer `#list` by default
---@return any ...
function unpack(list, i, j) end
