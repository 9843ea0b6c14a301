-- a module of its own
return require("there_is_none")
