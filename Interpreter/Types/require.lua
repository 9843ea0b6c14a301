---@meta _

---Loads a module once, and returns its value. `name` is searched in `package.path` and `package.cpath`. If it starts
---with `./` or `../`, it is a file relative to the calling file: `name.lua` or `name/init.lua`. Suspends while another
---fiber loads the module, and wherever the module's own chunk suspends. `moonwire.NAME` is always moonwire's module.
---`NAME` alone may be another module of that name.
---@async
---@param name string
---@return any value the value that the module's chunk returned, or true
---@return any data on the call that loads it: the path of its file, or other data from the searcher
function require(name) end
