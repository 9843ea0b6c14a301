---@meta _

---Is `table.unpack` under its Lua 5.1 name.
---@param list table
---@param i? integer 1 by default
---@param j? integer `#list` by default
---@return any ...
function unpack(list, i, j) end
