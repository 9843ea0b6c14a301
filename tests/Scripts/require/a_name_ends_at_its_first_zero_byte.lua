-- Lua reads the name as a string of C.
print(require("string\0x") == string)
package.preload.mine = function(name) return {name = name} end
print(require("mine\0yours").name, package.loaded.mine == require("mine"))
print(require("moonwire.log\0x") == require("moonwire.log"), require("time\0x") == require("time"))
