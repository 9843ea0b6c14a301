local run = require "support.run"
run [==[printf '1 + 1\n=2, nil\nx = 3\nx\nfor i = 1, 2 do\nprint(i)\nend\n' | moonwire -i]==]
run [==[printf 'a = [[b\n  c]]\na\n' | moonwire -e "_PROMPT='' _PROMPT2=''" -i]==]
run([==[printf 'local function f() error("deep") end f()\nerror({})\n]==]
  .. [==[error(setmetatable({}, {__tostring = function() return "told" end}))\nx x\nprint("on")\n' ]==]
  .. [==[| moonwire -e "_PROMPT=''" -i]==])
run([==[printf '1\n2\n' | moonwire -e '_PROMPT = setmetatable({}, {]==]
  .. [==[__tostring = function() C = (C or 0) + 1 return C .. ") " end})' -i]==])
run [==[echo '10' | moonwire -e 'print = nil' -i]==]
run [==[printf 'for i = 1,\n' | moonwire -e "_PROMPT='' _PROMPT2=''" -i]==]
run [==[printf 'return 1, 2\nreturn\n \n' | moonwire -e "_PROMPT=''" -i]==]
run [==[printf 'io.read()\nthe next line\n' | moonwire -e "_PROMPT=''" -i]==]
run [==[printf 'arg[1], ...\n' | moonwire -i support/init.lua an_argument]==]
run([==[printf 'this_fiber.yield()\nf = spawn(function() return "joined" end)\nf:join()\n#byte_span.new(3)\n' ]==]
  .. [==[| moonwire -e "_PROMPT=''" -i]==])
run [==[printf 'os.exit(7)\n' | moonwire -e "_PROMPT=''" -i]==]
run [==[echo 'print("never")' | moonwire -e 'error("ended before")' -i]==]
