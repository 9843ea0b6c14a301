scope_cleanup_push(function() error("bad") end)
error("x")
