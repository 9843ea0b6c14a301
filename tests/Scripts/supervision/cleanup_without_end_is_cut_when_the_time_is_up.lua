-- options: --timeout 1
scope_cleanup_push(function() io.write("begun ") while true do end end)
io.write("written ")
require("time").sleep(1000)
