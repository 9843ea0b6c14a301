local system, pipe = require "system", require "pipe"
local function dropped(signal, script)
  local reader, writer = pipe.pair()
  local input, output = pipe.pair()
  local fd, in_fd = writer:release(), input:release()
  do
    local _ = system.spawn{
      program = "sh", arguments = {"sh", "-c", script}, environment = system.environment, stdin = in_fd, stdout = fd,
      signal_on_gcreaper = signal,
    }
  end
  fd:close()
  in_fd:close()
  print(reader:read_line())
  collectgarbage()
  collectgarbage()
  pcall(output.write, output, "go on\n") -- the program may have ended
  output:close()
  print((reader:read_text():gsub("\n", " ")))
end
local trap = "trap 'echo got USR1; exit' USR1; trap 'echo got TERM; exit' TERM; echo ready; "
dropped(system.signal.SIGUSR1, trap .. "while :; do sleep 0.05; done")
dropped(nil, trap .. "while :; do sleep 0.05; done")
dropped(0, trap .. "read line; echo $line; read line; echo end")
