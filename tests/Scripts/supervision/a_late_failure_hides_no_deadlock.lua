-- options: --log-level info
local failed = spawn(function() error("nobody asks") end)
local began = os.time()
scope_cleanup_push(function() print(os.time() - began < 4) end)
require("system").signal.set.new():wait()
failed:join()
