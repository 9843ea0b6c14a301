-- tool: mkfifo
-- The file waits in a C function, so only the runner can end it.
local project = dofile("support/project.lua")
local p <close> = project.new {
  ["spec/a_spec.lua"] = "io.open('fifo'):read('a')\n", ["spec/b_spec.lua"] = "it('passes', function() end)\n",
}
p:shell("mkfifo fifo")
local result = p:run("test", "--timeout", "0.1")
print(result.exit_code, result.stdout:match("[^\n]+\n$"):match("^[^(]+"))
print(result.stdout:match("the file was not loaded in time[^\n]*"))
