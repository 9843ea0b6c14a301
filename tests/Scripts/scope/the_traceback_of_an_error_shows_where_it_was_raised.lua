local function deep() error("deep inside") end
scope(function()
  scope_cleanup_push(function() print("cleaned") end)
  deep()
end)
