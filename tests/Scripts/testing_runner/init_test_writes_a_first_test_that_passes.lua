local project = dofile("support/project.lua")
local p <close> = project.new {["x/y"] = ""}
p:show("init", "test")
p:show("test")
p:show("init", "test")
p:show("init", "spec")
