-- A pipe, a device or an open descriptor is written to. A timings file is read only up to a bound.
local project = dofile("support/project.lua")
local p <close> = project.new {["spec/a_spec.lua"] = "it('passes', function() end)\n"}
local program = require "system".arguments[1]

local function sh(command)
  local options = p:options({})
  options.program, options.arguments = "sh", {"sh", "-c", command, program}
  options.stdout, options.stderr = "pipe", "pipe"
  return require "system".run(options)
end

p:shell("mkfifo pipe")
print(sh('cat pipe >got & "$0" test --reporter tap --reporter junit:pipe >tap; s=$?; wait; exit $s').exit_code)
print(p:read("tap"):match("^[^\n]+"), p:read("got"):match("</testsuites>"))
io.write(p:shell("test -p pipe && echo still a pipe"))

print(sh('echo before >out; "$0" test --reporter tap --reporter json:/dev/fd/3 3>>out').exit_code)
print(p:read("out"):match("^before\n{"), p:read("out"):match("run_end"))

local result = sh('"$0" test --reporter tap --reporter json:/dev/stderr')
print(result.exit_code, result.stderr:match("run_end"), result.stdout:match("1%.%.1\n$"))
result = sh('"$0" test --reporter tap:/dev/stdout 2>/dev/null | cat')
print(result.stdout:match("^TAP version 14"), p:exists("/dev/stdout.new"))

for _, options in ipairs {"--timings /dev/full", "--timings /dev/null", "--timings /dev/zero --shard 1/1"} do
  result = sh('"$0" test ' .. options .. " >/dev/null")
  io.write(options, ": ", project.stable(result.stderr):match("^[^\n]*"), " status ", result.exit_code, "\n")
end

-- A link that leads to an open descriptor stays a link.
p:shell("ln -s /proc/self/fd/1 link")
result = sh('"$0" test --reporter tap:link')
print(result.exit_code, result.stdout:match("^TAP version 14"))
p:write("lib/m.lua", "return 1\n")
p:write("spec/a_spec.lua", "dofile('lib/m.lua')\nit('passes', function() end)\n")
for _, path in ipairs {"link", "/dev/stdout"} do
  result = sh('"$0" test --coverage --coverage-file ' .. path)
  print(result.exit_code, result.stdout:match("end_of_record"), p:exists(path .. ".new"))
end
io.write(p:shell("test -L link && echo still a link"))
