spawn(function()
  scope_cleanup_push(function() error("broken") end)
  error("first")
end)
