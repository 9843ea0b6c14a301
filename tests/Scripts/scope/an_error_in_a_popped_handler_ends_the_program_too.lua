print(pcall(scope, function()
  scope_cleanup_push(function() local x = nil + 1 end)
  scope_cleanup_pop()
end))
