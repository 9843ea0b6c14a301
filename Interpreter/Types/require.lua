---@meta _

---Loads a module once, and returns its value. `name` is looked for along `package.path` and `package.cpath`; if it starts
---with `./` or `../` it is a file relative to the file whose code calls, `name.lua` or `name/init.lua`. Suspends while
---another fiber loads the module, and wherever the module's own chunk does. `moonwire.NAME` is always moonwire's module;
---`NAME` alone is another module where one of that name is meant.
---@async
---@param name string
---@return any value what the module's chunk returned, or true
---@return any data on the call that loads it: the path of its file, or what else the loader was given
function require(name) end
