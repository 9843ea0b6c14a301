for _, f in ipairs {scope, scope_cleanup_push} do
  for _, value in ipairs {1, "x", {}} do
    local ok, e = pcall(f, value)
    print(ok, e.symbol, e.category, e.arg, e.operation, e.detail)
  end
end
